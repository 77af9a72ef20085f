using System.Collections.Concurrent;
using System.Data;
using System.Text.Json;
using Ganban.Storage.Vectors;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>
/// Keeps indexes in tables of a PostgreSQL server with pgvector, which their owners have made. Several indexes may
/// share a table. Safe for concurrent use, also by several processes.
/// </summary>
public sealed class PostgresVectorStore : IVectorStore, IAsyncDisposable
{
    private readonly PostgresDatabases _databases;
    private readonly ConcurrentDictionary<VectorPlace.Table, PostgresTable> _tables = new();

    /// <summary>A store on a server.</summary>
    public PostgresVectorStore(PostgresOptions options) => _databases = new PostgresDatabases(options);

    /// <inheritdoc/>
    public Task Check(VectorIndex index, int? dimensions, CancellationToken cancellationToken) =>
        Use(
            index,
            IsolationLevel.ReadCommitted,
            (connection, table) =>
            {
                _ = connection;
                return table.Dimensions > 0 && dimensions is { } wanted && wanted != table.Dimensions
                    ? throw new IOException(
                        $"The vectors have {wanted} dimensions, the column {table.Vector} is for vectors of {table.Dimensions}.")
                    : Task.FromResult(true);
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task Put(VectorIndex index, VectorDocument document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        var vectors = document.Passages.SelectMany(passage => passage.Vectors).ToList();
        if (vectors.Any(vector => vector.Length != vectors[0].Length))
        {
            throw new ArgumentException("The vectors of a document must have one length.", nameof(document));
        }

        return Use(
            index,
            IsolationLevel.ReadCommitted,
            async (connection, table) =>
            {
                var rows = new PassageRows(table, index.Scope, connection);
                if (vectors.Count > 0)
                {
                    var search = new PassageSearch(table, index.Scope, connection);
                    await Check(search, vectors[0].Length, cancellationToken);
                }

                await rows.Lock(document.Id, cancellationToken);
                await rows.Delete(document.Id, cancellationToken);
                await rows.Insert(document, cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> Describe(
        VectorIndex index,
        string document,
        IReadOnlyDictionary<string, JsonElement> metadata,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(metadata);
        return Locked(
            index, document, rows => rows.Describe(document, metadata, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<bool> Delete(VectorIndex index, string document, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(document);
        return Locked(index, document, rows => rows.Delete(document, cancellationToken), cancellationToken);
    }

    /// <inheritdoc/>
    public Task Drop(VectorIndex index, CancellationToken cancellationToken) => Use(
        index,
        IsolationLevel.ReadCommitted,
        async (connection, table) =>
        {
            var sql = new SqlText();
            await using var command = sql.Command(
                $"DELETE FROM {table.Name} WHERE {table.Scope(sql.Value(index.Scope))}", connection);
            return await command.ExecuteNonQueryAsync(cancellationToken) > 0;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<VectorMatch>> Search(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Count, 1, nameof(query));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(query.Count, VectorQuery.CountMax, nameof(query));
        return Use(
            index,
            IsolationLevel.RepeatableRead,
            (connection, table) =>
                Search(new PassageSearch(table, index.Scope, connection), query, cancellationToken),
            cancellationToken);
    }

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    private static Task<IReadOnlyList<VectorMatch>> Search(
        PassageSearch search, VectorQuery query, CancellationToken cancellationToken) => HybridSearch.Run(
        query,
        async (vector, count) =>
        {
            await Check(search, vector.Length, cancellationToken);
            return await search.Nearest(vector.ToArray(), query.Filter, count, cancellationToken);
        },
        (text, count) => search.ByWords(text, query.Filter, count, cancellationToken));

    private static async Task Check(PassageSearch search, int dimensions, CancellationToken cancellationToken)
    {
        var present = await search.Dimensions(cancellationToken);
        if (present > 0 && present != dimensions)
        {
            throw new ArgumentException(
                $"The vector has {dimensions} dimensions, those of the table have {present}.", nameof(dimensions));
        }
    }

    // One change of a document at a time: the work is done by whoever has its lock.
    private Task<bool> Locked(
        VectorIndex index,
        string document,
        Func<PassageRows, Task<bool>> work,
        CancellationToken cancellationToken) => Use(
        index,
        IsolationLevel.ReadCommitted,
        async (connection, table) =>
        {
            var rows = new PassageRows(table, index.Scope, connection);
            await rows.Lock(document, cancellationToken);
            return await work(rows);
        },
        cancellationToken);

    private Task<T> Use<T>(
        VectorIndex index,
        IsolationLevel isolation,
        Func<NpgsqlConnection, PostgresTable, Task<T>> work,
        CancellationToken cancellationToken)
    {
        var place = index.Place as VectorPlace.Table
            ?? throw new ArgumentException("The index has no place in PostgreSQL.", nameof(index));
        return _databases.Use(
            place.Database,
            connection => Transact(connection, place, isolation, work, cancellationToken),
            e =>
            {
                _tables.TryRemove(place, out _);
                return new IOException(
                    $"PostgreSQL (database {place.Database}, table {place.Name}) refused or could not be reached: {e.Message}", e);
            },
            cancellationToken);
    }

    private async Task<T> Transact<T>(
        NpgsqlConnection connection,
        VectorPlace.Table place,
        IsolationLevel isolation,
        Func<NpgsqlConnection, PostgresTable, Task<T>> work,
        CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        if (!_tables.TryGetValue(place, out var table))
        {
            _tables[place] = table = await PostgresTable.Find(connection, place, cancellationToken);
        }

        var result = await work(connection, table);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }
}
