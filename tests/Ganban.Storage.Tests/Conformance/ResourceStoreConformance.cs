namespace Ganban.Storage.Tests.Conformance;

/// <summary>
/// What every database must do under a <see cref="ResourceStore"/>. A database is added by deriving a class that opens
/// it; xunit then runs all tests of the parts of this class against it.
/// </summary>
public abstract partial class ResourceStoreConformance : IAsyncLifetime
{
    protected static readonly Tenant Alice = new("111111111111", "us-east-1");
    protected static readonly Tenant Bob = new("222222222222", "us-east-1");
    protected static readonly CancellationToken None = CancellationToken.None;

    private IResourceDatabase? _database;

    protected ManualClock Clock { get; } = new();

    protected ResourceStore Store { get; private set; } = null!;

    public Task InitializeAsync() => ReopenAsync();

    public async Task DisposeAsync()
    {
        await _database!.DisposeAsync();
        await DeleteAsync();
    }

    /// <summary>Opens the one database of this test, empty at first and with its data ever after.</summary>
    protected abstract Task<IResourceDatabase> OpenAsync();

    /// <summary>Removes the closed database.</summary>
    protected abstract Task DeleteAsync();

    protected async Task ReopenAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _database = await OpenAsync();
        Store = new ResourceStore(_database, Clock);
    }

    protected Task<Stored<Note>> CreateAsync(string id, string? name = null, string? parent = null) =>
        Store.CreateAsync(Alice, Note.Plain, new(id, new Note(id)) { Name = name, Parent = parent }, None);

    protected Task<Stored<Note>?> GetAsync(string id) => Store.GetAsync(Alice, Note.Plain, id, None);
}
