using Microsoft.Data.Sqlite;

namespace Ganban.Storage.Sqlite;

/// <summary>The transactions of a connection, one at a time.</summary>
internal sealed class Transaction(SqliteConnection connection) : IDisposable
{
    private readonly Statement _begin = new(connection, "BEGIN IMMEDIATE");
    private readonly Statement _commit = new(connection, "COMMIT");
    private readonly Statement _rollback = new(connection, "ROLLBACK");
    private bool _isOpen;

    public void Begin()
    {
        _begin.Execute();
        _isOpen = true;
    }

    /// <summary>Returns when everything written since <see cref="Begin"/> is on the disk.</summary>
    public void Commit()
    {
        _commit.Execute();
        _isOpen = false;
    }

    /// <summary>Gives up the transaction, where there is one; SQLite may have given it up itself.</summary>
    public void Rollback()
    {
        if (!_isOpen)
        {
            return;
        }

        _isOpen = false;
        try
        {
            _rollback.Execute();
        }
        catch (SqliteException)
        {
            // There is no transaction any more: the error that led here ended it.
        }
    }

    public void Dispose()
    {
        _begin.Dispose();
        _commit.Dispose();
        _rollback.Dispose();
    }
}
