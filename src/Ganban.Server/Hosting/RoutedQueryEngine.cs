using Ganban.Bedrock.Engines;
using Ganban.Storage.Postgres;
using Ganban.Storage.Queries;

namespace Ganban.Server.Hosting;

/// <summary>
/// Every database where it is: on the server that the settings know by the ARN of what runs its queries.
/// </summary>
internal sealed class RoutedQueryEngine(IEnumerable<QueryEngineSettings> settings) : IQueryEngine, IAsyncDisposable
{
    private readonly IReadOnlyList<(ModelPattern Arn, PostgresQueryEngine Engine)> _engines =
        [.. settings.Select(item => (new ModelPattern(item.Arn), new PostgresQueryEngine(item.ToOptions())))];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<TableSchema>> Tables(
        QueryDatabase database, CancellationToken cancellationToken) =>
        await Engine(database).Tables(database, cancellationToken);

    /// <inheritdoc/>
    public async Task Check(
        QueryDatabase database, string sql, TimeSpan timeMax, CancellationToken cancellationToken) =>
        await Engine(database).Check(database, sql, timeMax, cancellationToken);

    /// <inheritdoc/>
    public async Task<QueryRows> Run(
        QueryDatabase database, string sql, QueryLimits limits, CancellationToken cancellationToken) =>
        await Engine(database).Run(database, sql, limits, cancellationToken);

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var (_, engine) in _engines)
        {
            await engine.DisposeAsync();
        }
    }

    private PostgresQueryEngine Engine(QueryDatabase database) =>
        _engines.FirstOrDefault(item => item.Arn.Matches(database.EngineArn)).Engine
        ?? throw new IOException(
            $"No setting says where {database.EngineArn} is. Add one to Ganban:QueryEngines with this Arn and its Connection.");
}
