using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Sqlite;

namespace Ganban.Bedrock.Tests;

/// <summary>A resource store on SQLite in a folder of its own, and calls by the tenants that tests speak of.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-bedrock-tests-").FullName;

    private TestStore()
    {
        Database = new FailingDatabase(SqliteResourceDatabase.Open(_folder, TimeProvider.System));
        Store = new ResourceStore(Database, TimeProvider.System);
        Objects = new TestObjects(Path.Combine(_folder, "objects"));
    }

    /// <summary>What is below the store.</summary>
    public FailingDatabase Database { get; }

    public TestObjects Objects { get; }

    public ResourceStore Store { get; }

    public static TestStore Open() => new();

    public static OperationContext Call(
        string region = "us-east-1", string account = "123456789012", string operation = "") => new()
    {
        Operation = operation,
        Caller = new Caller(account, region, $"arn:aws:iam::{account}:root"),
        RequestId = "00000000-0000-0000-0000-000000000000",
    };

    public static Tenant Tenant(OperationContext call) => new(call.Account, call.Region);

    public async ValueTask DisposeAsync()
    {
        await Objects.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
