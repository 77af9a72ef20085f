using Ganban.Storage.Sqlite;
using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Tests.Sqlite;

public sealed class SqliteResourceDatabaseTests : IAsyncLifetime
{
    private static readonly Tenant Alice = new("111111111111", "us-east-1");
    private static readonly CancellationToken None = CancellationToken.None;

    private readonly TemporaryFolder _folder = new();
    private readonly ManualClock _clock = new();

    private string DatabasePath => Path.Combine(_folder.Store, "ganban.db");

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync()
    {
        _folder.Delete();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_folder_in_use_is_refused_until_its_store_is_closed()
    {
        await using (Open())
        {
            var refusal = Assert.Throws<StoreOpenException>(Open);
            Assert.Contains(_folder.Store, refusal.Message, StringComparison.Ordinal);
            Assert.Contains("in use by another process", refusal.Message, StringComparison.Ordinal);
        }

        await using var again = Open();
    }

    [Fact]
    public async Task A_store_is_used_beside_the_process_that_holds_it_and_no_change_is_lost()
    {
        await using var held = Open();
        await using var beside = SqliteResourceDatabase.OpenBeside(_folder.Store, _clock);
        var (one, other) = (new ResourceStore(held, _clock), new ResourceStore(beside, _clock));
        var first = await one.CreateAsync(Alice, Note.Plain, new NewDocument<Note>("a", new("first")), None);
        var second = await other.CreateAsync(Alice, Note.Plain, new NewDocument<Note>("b", new("second")), None);
        var changed = await one.UpdateAsync(Alice, Note.Plain, second with { Document = new("third") }, None);

        Assert.Equal(3, new[] { first.Revision, second.Revision, changed.Revision }.Distinct().Count());
        await Assert.ThrowsAsync<RevisionConflictException>(
            () => other.UpdateAsync(Alice, Note.Plain, second with { Document = new("lost") }, None));
        Assert.Equal("third", (await other.GetAsync(Alice, Note.Plain, "b", None))!.Document.Text);
    }

    [Fact]
    public async Task A_store_that_nobody_holds_is_held_by_who_opens_it_beside()
    {
        await using var database = SqliteResourceDatabase.OpenBeside(_folder.Store, _clock);

        Assert.Throws<StoreOpenException>(Open);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_store_that_another_process_only_begins_to_make_is_refused_for_a_moment(bool hasFile)
    {
        Directory.CreateDirectory(_folder.Store);
        using var held = File.Open(
            Path.Combine(_folder.Store, "lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        if (hasFile)
        {
            File.Create(DatabasePath).Dispose();
        }

        var refusal = Assert.Throws<StoreOpenException>(() => SqliteResourceDatabase.OpenBeside(_folder.Store, _clock));

        Assert.Contains("is starting. Try again", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_that_can_t_be_opened_is_nobodys()
    {
        Directory.CreateDirectory(_folder.Store);
        File.CreateSymbolicLink(Path.Combine(_folder.Store, "lock"), Path.Combine(_folder.Store, "absent", "lock"));

        foreach (var open in new[] { Open, () => SqliteResourceDatabase.OpenBeside(_folder.Store, _clock) })
        {
            var refusal = Assert.Throws<StoreOpenException>(open);
            Assert.Contains("cannot be used", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_store_that_another_version_holds_is_refused()
    {
        await using var held = Open();
        Execute("INSERT INTO schema VALUES (99, 'later')");

        var refusal = Assert.Throws<StoreOpenException>(() => SqliteResourceDatabase.OpenBeside(_folder.Store, _clock));

        Assert.Contains("another version of Ganban (schema 99", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_of_a_newer_version_is_refused_and_left_alone()
    {
        await using (Open())
        {
        }

        Execute("INSERT INTO schema VALUES (99, 'later')");
        var before = await File.ReadAllBytesAsync(DatabasePath);

        var refusal = Assert.Throws<StoreOpenException>(Open);

        Assert.Contains("schema 99 of a newer Ganban", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(DatabasePath));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_alone()
    {
        Directory.CreateDirectory(_folder.Store);
        await File.WriteAllTextAsync(DatabasePath, new string('?', 5000));

        var refusal = Assert.Throws<StoreOpenException>(Open);

        Assert.Contains(DatabasePath, refusal.Message, StringComparison.Ordinal);
        Assert.Equal(new string('?', 5000), await File.ReadAllTextAsync(DatabasePath));
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(_folder.Store, "a file");

        Assert.Throws<StoreOpenException>(Open);
    }

    [Fact]
    public async Task Only_the_owner_can_read_the_files()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Windows has no such modes; the folder's access list is inherited.
        }

        await using var database = Open();
        await new ResourceStore(database, _clock).AppendAsync(Alice, "s", new byte[1], None);

        const UnixFileMode ownerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(ownerFile | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Store));
        var files = Directory.GetFiles(_folder.Store);
        Assert.Equal(["ganban.db", "ganban.db-shm", "ganban.db-wal", "lock"], files.Select(Path.GetFileName).Order());
        foreach (var file in files)
        {
            Assert.Equal(ownerFile, File.GetUnixFileMode(file));
        }
    }

    [Fact]
    public async Task A_database_readable_by_others_is_restricted_when_opened()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // See above.
        }

        await using (Open())
        {
        }

        File.SetUnixFileMode(DatabasePath, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        await using var database = Open();

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DatabasePath));
    }

    [Fact]
    public async Task Commits_wait_for_the_disk()
    {
        await using (Open())
        {
        }

        using var writer = Connections.OpenWriter(DatabasePath);

        Assert.Equal(("wal", 2L, 1L), (
            Scalar(writer, "PRAGMA journal_mode"), Scalar(writer, "PRAGMA synchronous"),
            Scalar(writer, "PRAGMA foreign_keys")));
    }

    [Fact]
    public async Task A_write_cancelled_while_it_waits_is_not_written_and_those_around_it_are()
    {
        await using var database = Open();
        var store = new ResourceStore(database, _clock);
        using var cancellation = new CancellationTokenSource();
        Task<Stored<Note>> first, second, third;
        using (var other = OpenRaw())
        {
            // Another connection holds the write lock, as a backup tool might, so the writer waits with the first.
            using var transaction = other.BeginTransaction(deferred: false);
            first = CreateAsync(store, "first", None);
            second = CreateAsync(store, "second", cancellation.Token);
            third = CreateAsync(store, "third", None);
            await cancellation.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => second);
            Assert.False(first.IsCompleted);
            transaction.Rollback();
        }

        Assert.Equal("first", (await first).Id);
        Assert.Equal("third", (await third).Id);
        Assert.Null(await store.GetAsync(Alice, Note.Plain, "second", None));
    }

    [Fact]
    public async Task Closing_finishes_the_writes_in_the_queue_and_refuses_later_ones()
    {
        var database = Open();
        var store = new ResourceStore(database, _clock);
        var writes = Enumerable.Range(0, 100).Select(i => CreateAsync(store, $"{i}", None)).ToList();

        await database.DisposeAsync();

        await Task.WhenAll(writes);
        await Assert.ThrowsAsync<ObjectDisposedException>(() => CreateAsync(store, "late", None));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => store.GetAsync(Alice, Note.Plain, "0", None));
        await using var again = Open();
        var all = await new ResourceStore(again, _clock).ListAsync(Alice, Note.Plain, new ListQuery(), None);
        Assert.Equal(100, all.Items.Count);
    }

    [Fact]
    public async Task A_full_disk_fails_the_write_and_the_store_goes_on()
    {
        await using (Open())
        {
        }

        var writer = Connections.OpenWriter(DatabasePath);
        Scalar(writer, "PRAGMA max_page_count = 100");
        await using var queue = new WriteQueue(new WriteConnection(writer));

        await Assert.ThrowsAsync<IOException>(() => AppendAsync(queue, 1_000_000));

        Assert.Equal([1L], (await AppendAsync(queue, 1000)).Numbers);
    }

    [Fact]
    public async Task Expired_idempotency_tokens_are_removed_in_passing()
    {
        await using var database = Open();
        var store = new ResourceStore(database, _clock);
        for (var i = 0; i < 20; i++)
        {
            await CreateOnceAsync(store, i);
        }

        _clock.Advance(TimeSpan.FromHours(9));
        await CreateOnceAsync(store, 20);

        using var raw = OpenRaw();
        Assert.Equal(1L, Scalar(raw, "SELECT COUNT(*) FROM idempotency"));
    }

    [Theory]
    [InlineData(ListSort.CreatedAscending, false)]
    [InlineData(ListSort.CreatedDescending, true)]
    [InlineData(ListSort.NameAscending, false)]
    public async Task A_list_walks_along_an_index_and_sorts_no_more_than_equal_names(ListSort sort, bool ofParent)
    {
        await using (Open())
        {
        }

        var query = new ListQuery { Sort = sort, Parent = ofParent ? "p" : null };
        var position = new ListPosition(_clock.GetUtcNow(), "name", 1);
        var (sql, values) = ListSql.Build(new ListScan(Alice, "note", query, position));
        using var raw = OpenRaw();
        using var plan = new Statement(raw, "EXPLAIN QUERY PLAN " + sql);
        using var reader = plan.Query([.. values]);
        var steps = new List<string>();
        while (reader.Read())
        {
            steps.Add(reader.GetString(3));
        }

        Assert.Contains("SEARCH document USING INDEX", steps[0], StringComparison.Ordinal);
        Assert.DoesNotContain("USE TEMP B-TREE FOR ORDER BY", steps);
    }

    private SqliteResourceDatabase Open() => SqliteResourceDatabase.Open(_folder.Store, _clock);

    private SqliteConnection OpenRaw()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }

    private void Execute(string sql)
    {
        using var connection = OpenRaw();
        Scalar(connection, sql);
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static Task<Stored<Note>> CreateAsync(ResourceStore store, string id, CancellationToken cancellation) =>
        store.CreateAsync(Alice, Note.Plain, new(id, new Note(id)), cancellation);

    private static Task<Stored<Note>> CreateOnceAsync(ResourceStore store, int i) =>
        store.CreateAsync(
            Alice, Note.Plain, new($"{i}", new Note("")), Idempotency.Of($"token {i}", default), [], None);

    private Task<WriteResult> AppendAsync(WriteQueue queue, int bytes)
    {
        var write = Write.Append(Alice, "s", new byte[bytes]);
        return queue.CommitAsync(new WriteBatch([write], _clock.GetUtcNow(), Claim: null), None);
    }
}
