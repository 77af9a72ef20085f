using Ganban.Storage.Sqlite;
using Ganban.Storage.Tests.Conformance;

namespace Ganban.Storage.Tests.Sqlite;

public sealed class SqliteConformanceTests : ResourceStoreConformance
{
    private readonly TemporaryFolder _folder = new();

    protected override Task<IResourceDatabase> OpenAsync() =>
        Task.FromResult<IResourceDatabase>(SqliteResourceDatabase.Open(_folder.Store, Clock));

    protected override Task DeleteAsync()
    {
        _folder.Delete();
        return Task.CompletedTask;
    }
}
