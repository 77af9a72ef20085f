using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>
/// The one connection of this process that writes, owned by the write queue's loop. Revisions are counted here, from
/// the stored counter on, which another process may have moved; it is stored with every commit.
/// </summary>
internal sealed class WriteConnection : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly Transaction _transaction;
    private readonly Statement _savepoint;
    private readonly Statement _release;
    private readonly Statement _rollbackToSavepoint;
    private readonly Statement _readRevision;
    private readonly Statement _saveRevision;
    private readonly DocumentWriter _documents;
    private readonly TagWriter _tags;
    private readonly EntryWriter _streams;
    private readonly IdempotencyLedger _ledger;
    private long _lastRevision;
    private long _savedRevision;

    public WriteConnection(SqliteConnection connection)
    {
        _connection = connection;
        _transaction = new Transaction(connection);
        _savepoint = new Statement(connection, "SAVEPOINT batch");
        _release = new Statement(connection, "RELEASE batch");
        _rollbackToSavepoint = new Statement(connection, "ROLLBACK TO batch");
        _readRevision = new Statement(connection, "SELECT last_revision FROM store");
        _saveRevision = new Statement(connection, "UPDATE store SET last_revision = $last");
        _tags = new TagWriter(connection);
        _documents = new DocumentWriter(connection, _tags);
        _streams = new EntryWriter(connection);
        _ledger = new IdempotencyLedger(connection);
    }

    public void Begin()
    {
        _transaction.Begin();
        _savedRevision = _lastRevision = (long)_readRevision.Scalar()!;
    }

    /// <summary>Returns when everything applied since <see cref="Begin"/> is on the disk.</summary>
    public void Commit()
    {
        if (_lastRevision != _savedRevision)
        {
            _saveRevision.Execute(_lastRevision);
        }

        _transaction.Commit();
    }

    /// <summary>Gives up the transaction, where there is one; SQLite may have given it up itself.</summary>
    public void Rollback() => _transaction.Rollback();

    /// <summary>Applies a batch wholly or, when it throws, not at all.</summary>
    public WriteResult Apply(WriteBatch batch)
    {
        _savepoint.Execute();
        try
        {
            var result = ApplyWrites(batch);
            _release.Execute();
            return result;
        }
        catch
        {
            _rollbackToSavepoint.Execute();
            _release.Execute();
            throw;
        }
    }

    public void Dispose()
    {
        _transaction.Dispose();
        _savepoint.Dispose();
        _release.Dispose();
        _rollbackToSavepoint.Dispose();
        _readRevision.Dispose();
        _saveRevision.Dispose();
        _documents.Dispose();
        _tags.Dispose();
        _streams.Dispose();
        _ledger.Dispose();
        _connection.Dispose();
    }

    private WriteResult ApplyWrites(WriteBatch batch)
    {
        var at = Microseconds.Floor(batch.At);
        if (batch.Claim is { } claim && _ledger.FindEarlier(claim, at) is { } earlier)
        {
            return new WriteResult([], earlier);
        }

        var numbers = new long[batch.Writes.Count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = Apply(batch.Writes[i], at);
        }

        if (batch.Claim is not null)
        {
            _ledger.Record(batch.Claim, ((Write.Create)batch.Writes[0]).Key);
        }

        return new WriteResult(numbers, Earlier: null);
    }

    private long Apply(Write write, long at) =>
        write switch
        {
            Write.Create create => _documents.Create(create, ++_lastRevision, at),
            Write.Update update => _documents.Update(update, ++_lastRevision, at),
            Write.Delete delete => _documents.Delete(delete),
            Write.SetTags set => _tags.Set(set.Tenant, set.Tags),
            Write.RemoveTags remove => _tags.Remove(remove),
            Write.AppendEntry append => _streams.Append(append, at),
            Write.DeleteStream delete => _streams.Delete(delete),
            _ => throw new ArgumentException($"Unknown kind of write: {write.GetType().Name}.", nameof(write)),
        };
}
