using System.Text.Json.Nodes;
using Ganban.Server.Tests.Clients;
using Ganban.Storage.Tests;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>
/// A database that does not answer. The server and the database are the test's own: while PGlite runs a query, it can
/// do nothing beside it.
/// </summary>
public sealed class SqlKnowledgeOutageTests : IAsyncLifetime
{
    private readonly SqlKnowledgeServer _fixture = new();

    public Task InitializeAsync() => _fixture.InitializeAsync();

    public Task DisposeAsync() => _fixture.DisposeAsync();

    [NodeFact]
    public async Task An_endless_query_and_a_database_or_a_model_that_is_gone_are_errors_of_a_dependency()
    {
        _fixture.Writes(
            "How many numbers are there?",
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT count(*) FROM n");
        await _fixture.Postgres.Sql("CREATE TABLE numbers (i int)");
        var (id, source) = await _fixture.Create(
            SqlKnowledgeServer.Body("numbers", generation: """{"executionTimeoutSeconds":1}"""));
        await _fixture.Sync(id, source);

        var endless = await _fixture.Retrieve(id, "How many numbers are there?");
        Assert.Equal("DependencyFailedException", endless.Error);
        Assert.Contains("executionTimeoutSeconds", endless.Message, StringComparison.Ordinal);

        await _fixture.Postgres.DisposeAsync();
        var gone = await _fixture.Generate(id, "How many numbers are there?");
        Assert.Equal("DependencyFailedException", gone.Error);
        Assert.Contains("could not be reached", gone.Message, StringComparison.Ordinal);
        var job = await _fixture.Sync(id, source);
        Assert.Equal("FAILED", (string)job["status"]!);
        Assert.Contains("could not be reached", (string)Assert.Single(job["failureReasons"]!.AsArray())!, StringComparison.Ordinal);

        _fixture.Server.Environment["GANBAN__QUERYGENERATION__MODELID"] = "no.such-model";
        await _fixture.Restart();
        var unknown = await _fixture.Generate(id, "How many numbers are there?");
        Assert.Equal("DependencyFailedException", unknown.Error);
        Assert.Contains("no.such-model", unknown.Message, StringComparison.Ordinal);
        Assert.Contains("Ganban:QueryGeneration:ModelId", unknown.Message, StringComparison.Ordinal);
    }
}
