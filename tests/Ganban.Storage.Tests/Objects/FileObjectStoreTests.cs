using Ganban.Storage.Objects;
using Ganban.Storage.Sqlite.Objects;

namespace Ganban.Storage.Tests.Objects;

public sealed class FileObjectStoreTests : ObjectStoreConformance
{
    private static readonly UploadOptions s_options = new(new ObjectHeaders { ContentType = "text/plain" });
    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    private FileObjectStore Files => (FileObjectStore)Store;

    public override async Task DisposeAsync()
    {
        await Files.DisposeAsync();
        _folder.Delete();
    }

    [Fact]
    public async Task A_bucket_name_belongs_to_one_account()
    {
        await Refused(ObjectStoreError.BucketAlreadyOwnedByYou, () => Create(Alice, Bucket));
        await Refused(ObjectStoreError.BucketAlreadyExists, () => Create(Bob, Bucket));
        await Create(Bob, "bobs-bucket");
        Assert.Equal([Bucket], (await Files.ListBuckets(Alice, None)).Select(bucket => bucket.Name));
        Assert.Equal(["bobs-bucket"], (await Files.ListBuckets(Bob, None)).Select(bucket => bucket.Name));
        await Refused(ObjectStoreError.AccessDenied, () => Files.DeleteBucket(Alice, "bobs-bucket", None));
    }

    [Theory]
    [InlineData("/leading")]
    [InlineData("//")]
    [InlineData("a\0b")]
    public async Task Even_odd_keys_are_only_keys(string key)
    {
        await Write(key, key);
        var page = await Files.List(Alice, Bucket, new ObjectQuery(), None);
        Assert.Equal([key], page.Objects.Select(found => found.Key));
        Assert.True(await Files.Delete(At(key), None));
    }

    [Fact]
    public async Task Only_an_empty_bucket_is_deleted_and_its_uploads_go_with_it()
    {
        await Write("a", "x");
        await Refused(ObjectStoreError.BucketNotEmpty, () => Files.DeleteBucket(Alice, Bucket, None));
        await Files.Delete(At("a"), None);
        var upload = await Files.BeginUpload(At("b"), s_options, None);
        await PutPart("b", upload.Id, 1, 100);
        await Files.DeleteBucket(Alice, Bucket, None);
        Assert.Empty(await Files.ListBuckets(Alice, None));
        Assert.Empty(Contents());
    }

    [Fact]
    public async Task Replaced_and_deleted_content_leaves_no_file()
    {
        await Write("a", "one");
        await Write("a", "two");
        Assert.Single(Contents());
        await Files.Delete(At("a"), None);
        Assert.Empty(Contents());
    }

    [Fact]
    public async Task A_reader_keeps_what_it_opened_while_the_object_is_replaced()
    {
        await Write("a", "one");
        await using var reading = await Files.Open(At("a"), null, None);
        await Write("a", "two");
        await Files.Delete(At("a"), None);
        Assert.Equal("one", await Text(reading));
    }

    [Fact]
    public async Task What_a_dead_process_left_is_swept_away_and_the_rest_stays()
    {
        var folder = new TemporaryFolder();
        await using (var before = await FileObjectStore.Open(folder.Store, _clock, 0, None))
        {
            await before.CreateBucket(Alice, Bucket, "us-east-1", None);
            await before.Put(At("a"), "one"u8.ToArray(), s_options.Headers, None);
        }

        var kept = Contents(folder).Single();
        var staged = Path.Combine(folder.Store, "staged");
        await File.WriteAllTextAsync(Path.Combine(staged, "0123"), "half");
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(kept)!, "nobody"), "orphan");
        await using (var after = await FileObjectStore.Open(folder.Store, _clock, 0, None))
        {
            Assert.Equal([kept], Contents(folder));
            Assert.Empty(Directory.GetFiles(staged));
            await using var reading = await after.Open(At("a"), null, None);
            Assert.Equal("one", await Text(reading));
        }

        folder.Delete();
    }

    [Fact]
    public async Task Content_whose_renaming_was_lost_with_the_power_is_put_into_its_place()
    {
        var folder = new TemporaryFolder();
        await using (var before = await FileObjectStore.Open(folder.Store, _clock, 0, None))
        {
            await before.CreateBucket(Alice, Bucket, "us-east-1", None);
            await before.Put(At("a"), "one"u8.ToArray(), s_options.Headers, None);
        }

        var content = Contents(folder).Single();
        File.Move(content, Path.Combine(folder.Store, "staged", Path.GetFileName(content)));
        Directory.Delete(Path.GetDirectoryName(content)!);
        await using (var after = await FileObjectStore.Open(folder.Store, _clock, 0, None))
        {
            await using var reading = await after.Open(At("a"), null, None);
            Assert.Equal("one", await Text(reading));
            Assert.Equal([content], Contents(folder));
        }

        folder.Delete();
    }

    [Fact]
    public async Task An_object_whose_content_is_gone_is_refused()
    {
        await Write("a", "one");
        var content = Contents().Single();
        File.Delete(content);
        await Refused(ObjectStoreError.Unavailable, Open);
        Directory.Delete(Path.GetDirectoryName(content)!);
        await Refused(ObjectStoreError.Unavailable, Open);

        Task Open() => Files.Open(At("a"), null, None).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Nothing_is_written_to_a_disk_that_is_too_full()
    {
        var folder = new TemporaryFolder();
        await using (var store = await FileObjectStore.Open(folder.Store, _clock, long.MaxValue, None))
        {
            await store.CreateBucket(Alice, Bucket, "us-east-1", None);
            await Refused(
                ObjectStoreError.Unavailable, () => store.Put(At("a"), "x"u8.ToArray(), s_options.Headers, None));
            Assert.Empty(Contents(folder));
        }

        folder.Delete();
    }

    [Fact]
    public async Task Parts_become_one_object()
    {
        var upload = await Files.BeginUpload(
            At("big"), new UploadOptions(s_options.Headers, ChecksumAlgorithm.Crc64Nvme), None);
        var second = await PutPart("big", upload.Id, 7, 10);
        var first = await PutPart("big", upload.Id, 2, (int)IBucketStore.PartBytesMin);
        Assert.Null(await Files.Find(At("big"), None));
        PartReference[] parts = [new(2, first.ETag), new(7, second.ETag)];
        var stored = await Files.CompleteUpload(At("big"), upload.Id, parts, default, None);

        Assert.EndsWith("-2", stored.ETag, StringComparison.Ordinal);
        Assert.Equal(IBucketStore.PartBytesMin + 10, stored.Bytes);
        Assert.Single(Contents());
        await using var reading = await Files.Open(At("big"), null, None);
        using var whole = new MemoryStream();
        await reading.Content.CopyToAsync(whole);
        Assert.Equal([.. Filled(2, (int)IBucketStore.PartBytesMin), .. Filled(7, 10)], whole.ToArray());
        using var crc = ChecksumCalculator.Create(ChecksumAlgorithm.Crc64Nvme);
        crc.Append(whole.ToArray());
        Assert.Equal(crc.Finish(), reading.Object.Checksum!.Value);
        await Refused(ObjectStoreError.NoSuchUpload, () => Files.GetUpload(At("big"), upload.Id, None));
    }

    [Fact]
    public async Task Parts_that_dont_fit_are_refused_and_the_upload_stays()
    {
        var upload = await Files.BeginUpload(At("big"), s_options, None);
        var one = await PutPart("big", upload.Id, 1, 10);
        var two = await PutPart("big", upload.Id, 2, 10);
        PartReference[] short1 = [new(1, one.ETag), new(2, two.ETag)];
        PartReference[] wrongOrder = [new(2, two.ETag), new(1, one.ETag)];
        PartReference[] wrongTag = [new(1, two.ETag)];
        PartReference[] missing = [new(3, two.ETag)];
        await Refused(ObjectStoreError.EntityTooSmall, () => Complete(short1));
        await Refused(ObjectStoreError.InvalidPartOrder, () => Complete(wrongOrder));
        await Refused(ObjectStoreError.InvalidPart, () => Complete(wrongTag));
        await Refused(ObjectStoreError.InvalidPart, () => Complete(missing));
        Assert.Equal([1, 2], (await Files.ListParts(At("big"), upload.Id, 0, 10, None)).Select(part => part.Number));

        Task Complete(PartReference[] parts) => Files.CompleteUpload(At("big"), upload.Id, parts, default, None);
    }

    [Fact]
    public async Task Uploads_end_when_they_are_aborted_or_old()
    {
        var aborted = await Files.BeginUpload(At("a"), s_options, None);
        await PutPart("a", aborted.Id, 1, 10);
        await Files.AbortUpload(At("a"), aborted.Id, None);
        await Refused(ObjectStoreError.NoSuchUpload, () => PutPart("a", aborted.Id, 2, 10));
        var old = await Files.BeginUpload(At("a"), s_options, None);
        await PutPart("a", old.Id, 1, 10);
        _clock.Advance(TimeSpan.FromDays(7));
        var recent = await Files.BeginUpload(At("b"), s_options, None);

        Assert.Equal(1, await Files.AbortUploadsBegunBefore(_clock.GetUtcNow(), None));
        var left = await Files.ListUploads(Alice, Bucket, new UploadQuery("", "", "", 10), None);
        Assert.Equal([recent.Id], left.Select(upload => upload.Id));
        Assert.Empty(Contents());
    }

    [Fact]
    public async Task Uploads_are_listed_in_pages_by_key()
    {
        foreach (var key in new[] { "b", "a", "a", "c/1" })
        {
            await Files.BeginUpload(At(key), s_options, None);
        }

        var first = await Files.ListUploads(Alice, Bucket, new UploadQuery("", "", "", 2), None);
        Assert.Equal(["a", "a"], first.Select(upload => upload.Key));
        var rest = await Files.ListUploads(Alice, Bucket, new UploadQuery("", "a", first[0].Id, 9), None);
        Assert.Equal(["a", "b", "c/1"], rest.Select(upload => upload.Key));
        var behind = await Files.ListUploads(Alice, Bucket, new UploadQuery("", "a", "", 9), None);
        Assert.Equal(["b", "c/1"], behind.Select(upload => upload.Key));
        Assert.Single(await Files.ListUploads(Alice, Bucket, new UploadQuery("c", "", "", 9), None));
    }

    protected override async Task<IObjectStore> OpenAsync()
    {
        var store = await FileObjectStore.Open(_folder.Store, _clock, 0, None);
        await store.CreateBucket(Alice, Bucket, "us-east-1", None);
        return store;
    }

    private static string[] Contents(TemporaryFolder folder) =>
        Directory.GetFiles(Path.Combine(folder.Store, "content"), "*", SearchOption.AllDirectories);

    private string[] Contents() => Contents(_folder);

    private static byte[] Filled(int value, int count) => [.. Enumerable.Repeat((byte)value, count)];

    private Task<StoredBucket> Create(string account, string bucket) =>
        Files.CreateBucket(account, bucket, "us-east-1", None);

    private Task<StoredPart> PutPart(string key, string id, int number, int bytes) => Files.PutPart(
        At(key),
        id,
        number,
        async (destination, token) =>
        {
            await destination.WriteAsync(Filled(number, bytes), token);
            return null;
        },
        None);
}
