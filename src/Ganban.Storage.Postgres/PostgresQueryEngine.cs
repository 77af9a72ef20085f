using System.Diagnostics;
using System.Globalization;
using Ganban.Storage.Queries;
using Npgsql;

namespace Ganban.Storage.Postgres;

/// <summary>
/// Asks databases of a server that speaks PostgreSQL's protocol, as Amazon Redshift does. A query becomes a cursor,
/// which only a query can, in a transaction that can't write; going back to the pool ends it and undoes what the query
/// may have set.
/// </summary>
public sealed class PostgresQueryEngine(PostgresOptions options) : IQueryEngine, IAsyncDisposable
{
    private const int ComplaintLengthMax = 1000;
    private static readonly TimeSpan SchemaTimeMax = TimeSpan.FromMinutes(1);
    private readonly PostgresDatabases _databases = new(options);

    /// <inheritdoc/>
    public Task<IReadOnlyList<TableSchema>> Tables(QueryDatabase database, CancellationToken cancellationToken) => Use(
        database,
        SchemaTimeMax,
        connection => PostgresSchema.Read(connection, database.Name, Seconds(SchemaTimeMax), cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public Task Check(
        QueryDatabase database, string sql, TimeSpan timeMax, CancellationToken cancellationToken) => Use(
        database,
        timeMax,
        async connection =>
        {
            await Refusing(() => Declare(connection, sql, timeMax, cancellationToken));
            return true;
        },
        cancellationToken);

    /// <inheritdoc/>
    public Task<QueryRows> Run(
        QueryDatabase database, string sql, QueryLimits limits, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Use(
            database,
            limits.Time,
            connection => Refusing(async () =>
            {
                var start = Stopwatch.GetTimestamp();
                await Declare(connection, sql, limits.Time, cancellationToken);
                var left = limits.Time - Stopwatch.GetElapsedTime(start);
                return await Fetch(connection, limits with { Time = left }, cancellationToken);
            }),
            cancellationToken);
    }

    /// <summary>Closes all connections.</summary>
    public ValueTask DisposeAsync() => _databases.DisposeAsync();

    // By itself Npgsql would cut a command at its semicolons; as a part of a batch it can only be one statement.
    private static async Task<bool> Declare(
        NpgsqlConnection connection, string sql, TimeSpan timeMax, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = Seconds(timeMax) };
        batch.BatchCommands.Add(new NpgsqlBatchCommand("DECLARE ganban CURSOR FOR " + sql));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return true;
    }

    private static async Task<QueryRows> Fetch(
        NpgsqlConnection connection, QueryLimits limits, CancellationToken cancellationToken)
    {
        var fetch = string.Create(CultureInfo.InvariantCulture, $"FETCH FORWARD {limits.Rows} FROM ganban");
        await using var command = new NpgsqlCommand(fetch, connection)
        {
            CommandTimeout = Seconds(limits.Time),
            AllResultTypesAreUnknown = true, // Every value comes as the database writes it.
        };
        return await PostgresRows.Read(command, limits.Characters, cancellationToken);
    }

    private Task<T> Use<T>(
        QueryDatabase database,
        TimeSpan timeMax,
        Func<NpgsqlConnection, Task<T>> work,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(database);
        return _databases.Use(
            database.Name,
            async connection =>
            {
                await Begin(connection, timeMax, cancellationToken);
                return await work(connection);
            },
            e => new IOException($"The database {database.Name} refused or could not be reached: {e.Message}", e),
            cancellationToken);
    }

    private static async Task Begin(
        NpgsqlConnection connection, TimeSpan timeMax, CancellationToken cancellationToken)
    {
        var milliseconds = (long)timeMax.TotalMilliseconds;
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN READ ONLY"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout TO {milliseconds}")));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<T> Refusing<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (PostgresException e) when (!IsAboutServer(e.SqlState))
        {
            throw new QueryRefusedException(Complaint(e), e)
            {
                IsTimeout = e.SqlState == PostgresErrorCodes.QueryCanceled,
            };
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw new QueryRefusedException("the query took too long", e) { IsTimeout = true };
        }
        catch (NotSupportedException e)
        {
            throw new QueryRefusedException(e.Message, e);
        }
    }

    // It may quote a value of the table's, as long as that is.
    private static string Complaint(PostgresException error)
    {
        var hint = error.Hint is { Length: > 0 } text ? $" ({text})" : "";
        var complaint = error.MessageText + hint;
        return complaint.Length <= ComplaintLengthMax ? complaint : complaint[..ComplaintLengthMax] + "…";
    }

    // Resources, operators' interventions, the system: nothing that another query would mend.
    private static bool IsAboutServer(string state) =>
        state != PostgresErrorCodes.QueryCanceled
        && (state.StartsWith("53", StringComparison.Ordinal)
            || state.StartsWith("57", StringComparison.Ordinal)
            || state.StartsWith("58", StringComparison.Ordinal));

    private static int Seconds(TimeSpan time) => Math.Max(1, (int)Math.Ceiling(time.TotalSeconds));
}
