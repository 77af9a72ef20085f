using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;

namespace Ganban.S3.Tests;

/// <summary>Uploads in parts and copies by the AWS SDK for .NET, unchanged.</summary>
[Collection(S3Server.Collection)]
public sealed class SdkTransferTests(S3Server server) : IAsyncLifetime, IDisposable
{
    private readonly AmazonS3Client _client = server.Sdk("444444444444");
    private string _bucket = "";

    public async Task InitializeAsync() => _bucket = await server.NewBucket(_client);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task The_transfer_utility_uploads_in_parts_and_downloads_what_it_uploaded()
    {
        var content = new byte[17 << 20];
        new Random(3).NextBytes(content);
        using var transfer = new TransferUtility(_client);
        await transfer.UploadAsync(new TransferUtilityUploadRequest
        {
            BucketName = _bucket,
            Key = "大きな/ファイル.bin",
            InputStream = new MemoryStream(content),
            PartSize = 5 << 20,
            ContentType = "application/x-thing",
        });
        using var read = await _client.GetObjectAsync(_bucket, "大きな/ファイル.bin");
        using var whole = new MemoryStream();
        await read.ResponseStream.CopyToAsync(whole);
        Assert.Equal(content, whole.ToArray());
        Assert.Equal("application/x-thing", read.Headers.ContentType);
        Assert.EndsWith("-4\"", read.ETag, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_aborted_upload_is_gone_and_a_listed_one_shows_its_parts()
    {
        var begun = await _client.InitiateMultipartUploadAsync(_bucket, "big");
        await _client.UploadPartAsync(new UploadPartRequest
        {
            BucketName = _bucket,
            Key = "big",
            UploadId = begun.UploadId,
            PartNumber = 3,
            InputStream = new MemoryStream(new byte[10]),
        });
        var listed = (await _client.ListMultipartUploadsAsync(_bucket)).MultipartUploads;
        Assert.Equal(begun.UploadId, Assert.Single(listed).UploadId);
        var part = Assert.Single((await _client.ListPartsAsync(_bucket, "big", begun.UploadId)).Parts);
        Assert.Equal((3, 10L), (part.PartNumber!.Value, part.Size!.Value));
        await _client.AbortMultipartUploadAsync(_bucket, "big", begun.UploadId);
        await SdkRefusal.Is("NoSuchUpload", 404, () => _client.ListPartsAsync(_bucket, "big", begun.UploadId));
        await SdkRefusal.Is("NoSuchKey", 404, () => _client.GetObjectAsync(_bucket, "big"));
    }

    [Fact]
    public async Task An_upload_may_be_made_of_ranges_of_other_objects()
    {
        await _client.PutObjectAsync(
            new PutObjectRequest { BucketName = _bucket, Key = "digits", ContentBody = "0123456789" });
        var begun = await _client.InitiateMultipartUploadAsync(_bucket, "copy");
        var part = await _client.CopyPartAsync(new CopyPartRequest
        {
            SourceBucket = _bucket,
            SourceKey = "digits",
            DestinationBucket = _bucket,
            DestinationKey = "copy",
            UploadId = begun.UploadId,
            PartNumber = 1,
            FirstByte = 2,
            LastByte = 5,
        });
        await _client.CompleteMultipartUploadAsync(new CompleteMultipartUploadRequest
        {
            BucketName = _bucket,
            Key = "copy",
            UploadId = begun.UploadId,
            PartETags = [new PartETag(1, part.ETag)],
        });
        using var read = await _client.GetObjectAsync(_bucket, "copy");
        Assert.Equal("2345", await new StreamReader(read.ResponseStream).ReadToEndAsync());
    }

    [Fact]
    public async Task A_copy_keeps_the_headers_unless_they_are_replaced()
    {
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ContentBody = "x",
            ContentType = "text/csv",
            Metadata = { ["who"] = "me" },
        });
        await _client.CopyObjectAsync(_bucket, "a", _bucket, "b");
        var replace = new CopyObjectRequest
        {
            SourceBucket = _bucket,
            SourceKey = "a",
            DestinationBucket = _bucket,
            DestinationKey = "a",
            MetadataDirective = S3MetadataDirective.REPLACE,
            ContentType = "text/plain",
        };
        await _client.CopyObjectAsync(replace);
        var copied = await _client.GetObjectMetadataAsync(_bucket, "b");
        Assert.Equal(("text/csv", "me"), (copied.Headers.ContentType, copied.Metadata["who"]));
        var replaced = await _client.GetObjectMetadataAsync(_bucket, "a");
        Assert.Equal(("text/plain", 0), (replaced.Headers.ContentType, replaced.Metadata.Count));
        replace.MetadataDirective = S3MetadataDirective.COPY;
        await SdkRefusal.Is("InvalidRequest", 400, () => _client.CopyObjectAsync(replace));
    }
}
