using System.Net;
using Amazon.S3;
using Amazon.S3.Model;

namespace Ganban.S3.Tests;

/// <summary>The AWS SDK for .NET, unchanged, against the server.</summary>
[Collection(S3Server.Collection)]
public sealed class SdkTests(S3Server server) : IAsyncLifetime, IDisposable
{
    private readonly AmazonS3Client _client = server.Sdk("444444444444");
    private string _bucket = "";

    public async Task InitializeAsync() => _bucket = await server.NewBucket(_client);

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Buckets_are_created_found_listed_and_deleted()
    {
        Assert.Contains((await _client.ListBucketsAsync()).Buckets, bucket => bucket.BucketName == _bucket);
        Assert.Equal("us-east-1", (await _client.HeadBucketAsync(new HeadBucketRequest
        {
            BucketName = _bucket,
        })).BucketRegion);
        await Put("a", "x");
        await SdkRefusal.Is("BucketNotEmpty", 409, () => _client.DeleteBucketAsync(_bucket));
        await _client.DeleteObjectAsync(_bucket, "a");
        await _client.DeleteBucketAsync(_bucket);
        await SdkRefusal.Is("NoSuchBucket", 404, () => _client.ListObjectsV2Async(new ListObjectsV2Request
        {
            BucketName = _bucket,
        }));
        await SdkRefusal.Is("InvalidBucketName", 400, () => _client.PutBucketAsync("Not-A-Bucket"));
    }

    [Fact]
    public async Task Another_account_sees_neither_bucket_nor_object()
    {
        await Put("secret", "x");
        using var other = server.Sdk("555555555555");
        Assert.DoesNotContain((await other.ListBucketsAsync()).Buckets ?? [], bucket => bucket.BucketName == _bucket);
        await SdkRefusal.Is("AccessDenied", 403, () => other.GetObjectAsync(_bucket, "secret"));
        await SdkRefusal.Is("AccessDenied", 403, () => other.ListObjectsV2Async(new ListObjectsV2Request
        {
            BucketName = _bucket,
        }));
        await SdkRefusal.Is("BucketAlreadyExists", 409, () => other.PutBucketAsync(_bucket));
        var copy = new CopyObjectRequest
        {
            SourceBucket = _bucket,
            SourceKey = "secret",
            DestinationBucket = await server.NewBucket(other),
            DestinationKey = "mine",
        };
        await SdkRefusal.Is("AccessDenied", 403, () => other.CopyObjectAsync(copy));
    }

    [Theory]
    [InlineData("CRC32")]
    [InlineData("SHA1")]
    [InlineData("SHA256")]
    public async Task A_checksum_travels_with_the_object_in_both_directions(string algorithm)
    {
        var put = new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ContentBody = "123456789",
            ChecksumAlgorithm = new ChecksumAlgorithm(algorithm),
        };
        var written = await _client.PutObjectAsync(put);
        using var read = await _client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ChecksumMode = ChecksumMode.ENABLED,
        });
        Assert.Equal("123456789", await new StreamReader(read.ResponseStream).ReadToEndAsync());
        Assert.Equal(ChecksumType.FULL_OBJECT, read.ChecksumType);
        var (sent, kept) = algorithm switch
        {
            "CRC32" => (written.ChecksumCRC32, read.ChecksumCRC32),
            "SHA1" => (written.ChecksumSHA1, read.ChecksumSHA1),
            _ => (written.ChecksumSHA256, read.ChecksumSHA256),
        };
        Assert.NotNull(sent);
        Assert.Equal(sent, kept);
    }

    [Fact]
    public async Task Many_objects_are_listed_in_pages_and_deleted_at_once()
    {
        for (var i = 0; i < 12; i++)
        {
            await Put($"dir{i % 3}/{i:D2} あ+%", "x");
        }

        var keys = new List<string>();
        var request = new ListObjectsV2Request { BucketName = _bucket, MaxKeys = 5 };
        await foreach (var found in _client.Paginators.ListObjectsV2(request).S3Objects)
        {
            keys.Add(found.Key);
        }

        Assert.Equal(12, keys.Count);
        var folded = await _client.ListObjectsV2Async(new ListObjectsV2Request
        {
            BucketName = _bucket,
            Delimiter = "/",
        });
        Assert.Equal(["dir0/", "dir1/", "dir2/"], folded.CommonPrefixes);
        var old = await _client.ListObjectsAsync(new ListObjectsRequest
        {
            BucketName = _bucket,
            Delimiter = "/",
            MaxKeys = 2,
        });
        Assert.Equal("dir1/", old.NextMarker);
        old = await _client.ListObjectsAsync(new ListObjectsRequest
        {
            BucketName = _bucket,
            Delimiter = "/",
            Marker = old.NextMarker,
        });
        Assert.Equal(["dir2/"], old.CommonPrefixes);
        var deleted = await _client.DeleteObjectsAsync(new DeleteObjectsRequest
        {
            BucketName = _bucket,
            Objects = [.. keys.Select(key => new KeyVersion { Key = key })],
        });
        Assert.Equal(12, deleted.DeletedObjects.Count);
        Assert.Empty((await _client.ListObjectsV2Async(request)).S3Objects ?? []);
    }

    [Fact]
    public async Task Conditions_decide_what_is_read_and_written()
    {
        var first = await Put("a", "one");
        await SdkRefusal.Is("PreconditionFailed", 412, () => _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ContentBody = "two",
            IfNoneMatch = "*",
        }));
        await SdkRefusal.Is("PreconditionFailed", 412, () => _client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            EtagToMatch = "\"0\"",
        }));
        var unchanged = await Assert.ThrowsAsync<AmazonS3Exception>(() => _client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            EtagToNotMatch = first,
        }));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ContentBody = "two",
            IfMatch = first,
        });
        Assert.Equal("two", await Read("a"));
        await SdkRefusal.Is("InvalidRange", 416, () => _client.GetObjectAsync(new GetObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ByteRange = new ByteRange(3, 9),
        }));
    }

    [Fact]
    public async Task Tags_are_kept_and_changed()
    {
        await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = "a",
            ContentBody = "x",
            TagSet = [new Tag { Key = "色", Value = "青" }],
        });
        Assert.Equal("青", Assert.Single((await _client.GetObjectTaggingAsync(new GetObjectTaggingRequest
        {
            BucketName = _bucket,
            Key = "a",
        })).Tagging).Value);
        await _client.PutObjectTaggingAsync(new PutObjectTaggingRequest
        {
            BucketName = _bucket,
            Key = "a",
            Tagging = new Tagging { TagSet = [new Tag { Key = "b", Value = "c" }] },
        });
        Assert.Equal("c", Assert.Single((await _client.GetObjectTaggingAsync(new GetObjectTaggingRequest
        {
            BucketName = _bucket,
            Key = "a",
        })).Tagging).Value);
        Assert.Equal("x", await Read("a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("sse")]
    [InlineData("acl")]
    [InlineData("storage")]
    public async Task What_is_not_done_is_refused_and_writes_nothing(string what)
    {
        var request = new PutObjectRequest { BucketName = _bucket, Key = "a", ContentBody = "x" };
        request.ServerSideEncryptionMethod = what == "sse" ? ServerSideEncryptionMethod.AES256 : null;
        request.CannedACL = what == "acl" ? S3CannedACL.PublicRead : null;
        request.StorageClass = what == "storage" ? S3StorageClass.Glacier : null;
        if (what.Length > 0)
        {
            await Assert.ThrowsAsync<AmazonS3Exception>(() => _client.PutObjectAsync(request));
            await SdkRefusal.Is("NoSuchKey", 404, () => _client.GetObjectAsync(_bucket, "a"));
        }

        await SdkRefusal.Is("NotImplemented", 501, () => _client.GetBucketPolicyAsync(_bucket));
    }

    private async Task<string> Put(string key, string content) =>
        (await _client.PutObjectAsync(new PutObjectRequest
        {
            BucketName = _bucket,
            Key = key,
            ContentBody = content,
        })).ETag;

    private async Task<string> Read(string key)
    {
        using var found = await _client.GetObjectAsync(_bucket, key);
        using var reader = new StreamReader(found.ResponseStream);
        return await reader.ReadToEndAsync();
    }
}
