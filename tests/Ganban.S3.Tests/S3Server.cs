using Amazon.S3;
using Ganban.Storage.S3;
using Ganban.TestKit;

namespace Ganban.S3.Tests;

/// <summary>One server for the tests of this project; every test has buckets of its own.</summary>
public sealed class S3Server : IAsyncLifetime
{
    public const string Collection = "S3 server";
    private int _buckets;

    public GanbanServer Server { get; } = new();

    public Uri Address => Server.Address;

    public Task InitializeAsync() => Server.InitializeAsync();

    public Task DisposeAsync() => Server.DisposeAsync();

    /// <summary>The SDK's client of an account.</summary>
    public AmazonS3Client Sdk(string account) => S3Client.Create(Options(account));

    public S3StoreOptions Options(string account) => new()
    {
        Account = account,
        Endpoint = Address,
        Region = "us-east-1",
        AccessKeyId = account,
        SecretAccessKey = "test",
        PathStyle = true,
        Folder = Path.Combine(Server.Data, "staging"),
        PartBytes = 5 << 20,
    };

    /// <summary>A new bucket of the account.</summary>
    public async Task<string> NewBucket(AmazonS3Client client)
    {
        var name = $"bucket-{Interlocked.Increment(ref _buckets)}";
        await client.PutBucketAsync(name);
        return name;
    }
}

[CollectionDefinition(S3Server.Collection)]
public sealed class S3Tests : ICollectionFixture<S3Server>;
