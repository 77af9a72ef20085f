using System.Text;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Tests.Objects;

/// <summary>
/// What every object store must do. A store is added by deriving a class that opens it; xunit then runs all tests of
/// this class against it.
/// </summary>
public abstract class ObjectStoreConformance : IAsyncLifetime
{
    protected const string Alice = "111111111111";
    protected const string Bob = "222222222222";
    protected const string Bucket = "alices-bucket";
    protected static readonly CancellationToken None = CancellationToken.None;
    private static readonly ObjectHeaders s_plain = new() { ContentType = "text/plain" };

    protected IObjectStore Store { get; private set; } = null!;

    public async Task InitializeAsync() => Store = await OpenAsync();

    public abstract Task DisposeAsync();

    [Fact]
    public async Task An_object_comes_back_as_it_was_written()
    {
        var headers = new ObjectHeaders
        {
            ContentType = "text/html; charset=utf-8",
            CacheControl = "no-cache",
            ContentDisposition = "attachment",
            ContentLanguage = "ja",
            UserMetadata = new Dictionary<string, string> { ["author"] = "someone" },
        };
        var written = await Store.Put(At("a/b.html"), "<p>岩盤</p>"u8.ToArray(), headers, None);

        await using var reading = await Store.Open(At("a/b.html"), null, None);
        Assert.Equal("<p>岩盤</p>", await Text(reading));
        Assert.Equal("c963e271c233388683966ab3cb9b3316", reading.Object.ETag);
        Assert.Equal(written.ETag, reading.Object.ETag);
        Assert.Equal(13, reading.Object.Bytes);
        Assert.Equal(headers.ContentType, reading.Object.Headers.ContentType);
        Assert.Equal(headers.CacheControl, reading.Object.Headers.CacheControl);
        Assert.Equal(headers.ContentDisposition, reading.Object.Headers.ContentDisposition);
        Assert.Equal(headers.ContentLanguage, reading.Object.Headers.ContentLanguage);
        Assert.Equal("someone", reading.Object.Headers.UserMetadata["author"]);
    }

    [Fact]
    public async Task A_large_object_comes_back_whole()
    {
        var content = new byte[9 * 1024 * 1024 + 7];
        new Random(5).NextBytes(content);
        await Store.Put(At("large"), new MemoryStream(content), s_plain, None);

        await using var reading = await Store.Open(At("large"), null, None);
        using var read = new MemoryStream();
        await reading.Content.CopyToAsync(read);
        Assert.Equal(content, read.ToArray());
    }

    [Theory]
    [InlineData(2L, 4L, "234")]
    [InlineData(7L, null, "789")]
    [InlineData(null, 3L, "789")]
    [InlineData(0L, 99L, "0123456789")]
    [InlineData(null, 99L, "0123456789")]
    public async Task A_range_is_read_alone(long? first, long? last, string expected)
    {
        await Write("digits", "0123456789");
        await using var reading = await Store.Open(At("digits"), new ByteRange(first, last), None);
        Assert.Equal(expected, await Text(reading));
        Assert.Equal(expected.Length, reading.Bytes);
        Assert.Equal(10, reading.Object.Bytes);
    }

    [Fact]
    public async Task A_range_outside_of_the_object_is_refused()
    {
        await Write("digits", "0123456789");
        await Refused(ObjectStoreError.InvalidRange, () => Store.Open(At("digits"), new ByteRange(10, null), None));
    }

    [Fact]
    public async Task What_is_absent_is_said_to_be_absent()
    {
        Assert.Null(await Store.Find(At("nothing"), None));
        await Refused(ObjectStoreError.NoSuchKey, () => Store.Open(At("nothing"), null, None));
        Assert.False(await Exists("nothing"));
        await Refused(ObjectStoreError.NoSuchBucket, () => Store.GetBucket(Alice, "no-such-bucket", None));
        await Refused(
            ObjectStoreError.NoSuchBucket, () => Store.Find(new ObjectAddress(Alice, "no-such-bucket", "a"), None));
    }

    [Fact]
    public async Task Another_account_cant_use_the_bucket()
    {
        await Write("secret", "secret");
        var address = new ObjectAddress(Bob, Bucket, "secret");
        await Refused(ObjectStoreError.AccessDenied, () => Store.GetBucket(Bob, Bucket, None));
        await Refused(ObjectStoreError.AccessDenied, () => Store.Find(address, None));
        await Refused(ObjectStoreError.AccessDenied, () => Store.Open(address, null, None));
        await Refused(ObjectStoreError.AccessDenied, () => Store.Put(address, "x"u8.ToArray(), s_plain, None));
        await Refused(ObjectStoreError.AccessDenied, () => Store.Delete(address, None));
        await Refused(ObjectStoreError.AccessDenied, () => Store.List(Bob, Bucket, new ObjectQuery(), None));
    }

    [Fact]
    public async Task Writing_replaces_and_deleting_removes()
    {
        await Write("a", "one");
        await Write("a", "two!");
        await using (var reading = await Store.Open(At("a"), null, None))
        {
            Assert.Equal("two!", await Text(reading));
        }

        await Store.Delete(At("a"), None);
        Assert.False(await Exists("a"));
    }

    [Fact]
    public async Task A_source_that_fails_leaves_what_was_there()
    {
        await Write("a", "before");
        ObjectSource broken = async (destination, token) =>
        {
            await destination.WriteAsync("half of"u8.ToArray(), token);
            throw new EndOfStreamException("The sender has gone.");
        };
        await Assert.ThrowsAsync<EndOfStreamException>(
            () => Store.Put(At("a"), broken, new PutOptions(s_plain), None));
        await Assert.ThrowsAsync<EndOfStreamException>(
            () => Store.Put(At("b"), broken, new PutOptions(s_plain), None));

        await using var reading = await Store.Open(At("a"), null, None);
        Assert.Equal("before", await Text(reading));
        Assert.False(await Exists("b"));
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_writes_nothing()
    {
        var first = await Write("a", "one");
        await Refused(ObjectStoreError.PreconditionFailed, () => Write("a", "two", new PutCondition(OnlyNew: true)));
        await Refused(
            ObjectStoreError.PreconditionFailed,
            () => Write("a", "two", new PutCondition(OnlyNew: false, new string('0', 32))));
        await Refused(
            ObjectStoreError.NoSuchKey, () => Write("b", "two", new PutCondition(OnlyNew: false, first.ETag)));
        Assert.Equal(first.ETag, (await Store.Find(At("a"), None))!.ETag);

        await Write("a", "two", new PutCondition(OnlyNew: false, first.ETag));
        await Write("new", "two", new PutCondition(OnlyNew: true));
        Assert.NotEqual(first.ETag, (await Store.Find(At("a"), None))!.ETag);
    }

    [Theory]
    [InlineData("../../../etc/passwd")]
    [InlineData("a//b")]
    [InlineData("dir/")]
    [InlineData("con")]
    [InlineData("報告書/令和8年.txt")]
    [InlineData("with space+plus&amp;%41?#")]
    [InlineData("😀")]
    public async Task Any_key_is_only_a_key(string key)
    {
        await Write(key, key);
        await using var reading = await Store.Open(At(key), null, None);
        Assert.Equal(key, await Text(reading));
        var page = await Store.List(Alice, Bucket, new ObjectQuery(), None);
        Assert.Equal([key], page.Objects.Select(found => found.Key));
    }

    [Fact]
    public async Task Keys_are_listed_in_the_order_of_their_bytes()
    {
        string[] keys = ["b", "a", "Z", "a/b", "あ", "😀", "\uFFEE", "a-", "aa"];
        foreach (var key in keys)
        {
            await Write(key, "x");
        }

        var page = await Store.List(Alice, Bucket, new ObjectQuery(), None);
        Assert.Equal(["Z", "a", "a-", "a/b", "aa", "b", "あ", "\uFFEE", "😀"], page.Objects.Select(found => found.Key));
        Assert.Null(page.Next);
    }

    [Theory]
    [InlineData("", "/", "", "a z | b/ c/")]
    [InlineData("b/", "/", "", "b/1 b/2 | b/x/")]
    [InlineData("b", "", "", "b/1 b/2 b/x/1 b/x/2 |")]
    [InlineData("", "/", "b/", "z | c/")]
    [InlineData("", "/", "b/1", "z | b/ c/")]
    [InlineData("", "", "b/x/1", "b/x/2 c/1 z |")]
    [InlineData("q", "/", "", "|")]
    public async Task Lists_fold_at_the_delimiter_whatever_the_size_of_the_page(
        string prefix, string delimiter, string after, string expected)
    {
        foreach (var key in new[] { "a", "b/1", "b/2", "b/x/1", "b/x/2", "c/1", "z" })
        {
            await Write(key, "x");
        }

        for (var count = 1; count <= 4; count++)
        {
            var query = new ObjectQuery { Prefix = prefix, Delimiter = delimiter, After = after, Count = count };
            var (objects, folded) = (new List<string>(), new List<string>());
            do
            {
                var page = await Store.List(Alice, Bucket, query, None);
                Assert.InRange(page.Objects.Count + page.CommonPrefixes.Count, 0, count);
                objects.AddRange(page.Objects.Select(found => found.Key));
                folded.AddRange(page.CommonPrefixes);
                query = query with { Continuation = page.Next };
            }
            while (query.Continuation is not null);

            Assert.Equal(expected, $"{string.Join(' ', objects)} | {string.Join(' ', folded)}".Trim());
        }
    }

    protected static ObjectAddress At(string key) => new(Alice, Bucket, key);

    protected static async Task Refused(ObjectStoreError error, Func<Task> act) =>
        Assert.Equal(error, (await Assert.ThrowsAsync<ObjectStoreException>(act)).Error);

    protected static async Task<string> Text(ObjectReading reading)
    {
        using var reader = new StreamReader(reading.Content, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }

    /// <summary>Opens an empty store in which Alice has the bucket.</summary>
    protected abstract Task<IObjectStore> OpenAsync();

    protected Task<StoredObject> Write(string key, string content, PutCondition condition = default) => Store.Put(
        At(key),
        async (destination, token) =>
        {
            await destination.WriteAsync(Encoding.UTF8.GetBytes(content), token);
            return null;
        },
        new PutOptions(s_plain, condition),
        None);

    private async Task<bool> Exists(string key) => await Store.Find(At(key), None) is not null;
}
