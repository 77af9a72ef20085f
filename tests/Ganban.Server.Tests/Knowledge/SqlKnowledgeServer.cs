using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Clients;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>
/// A server that knows a database as the cluster <c>sales</c> and as a workgroup. A double of an engine writes the
/// queries that a test tells it to; a script plays the models that answer, and agents.
/// </summary>
public sealed class SqlKnowledgeServer : IAsyncLifetime
{
    public const string Workgroup =
        "arn:aws:redshift-serverless:us-east-1:000000000000:workgroup/01234567-89ab-cdef-0123-456789abcdef";

    private const string Secret = "secret-word";

    private const string Script = """
        {
          "rules": [
            { "when": { "user": "ask the shop", "toolResult": "pieces: 7" }, "reply": { "text": "There are 7 pieces." } },
            { "when": { "user": "ask the shop" },
              "reply": { "toolCalls": [ { "name": "search_knowledge_base", "input": { "query": "How many kettles?" } } ] } },
            { "when": { "system": "pieces: 7" }, "reply": { "text": "The shop has 7 pieces of the kettle." } },
            { "when": { "system": "price: 24.50" }, "reply": { "text": "The kettle has the price 24.50." } }
          ]
        }
        """;

    private readonly ConcurrentDictionary<string, string[]> _written = new(StringComparer.Ordinal);
    private Task<SdkProcess>? _sdk;

    public PostgresServer Postgres { get; } = new();

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Engine { get; private set; } = null!;

    /// <summary>What the engine was asked last: the prompt, then the turns.</summary>
    public IReadOnlyList<string> Asked =>
        [.. Engine.Last.Body["messages"]!.AsArray().Select(message => (string)message!["content"]!)];

    public async Task InitializeAsync()
    {
        await Postgres.InitializeAsync();
        if (ClientPackages.Missing is not null)
        {
            return;
        }

        Engine = await LoopbackEngine.Start();
        Engine.On("/v1/chat/completions", Write);
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["SALES_PASSWORD"] = Secret,
            ["GANBAN__QUERYENGINES__0__ARN"] = "arn:aws:redshift:us-east-1:000000000000:cluster:sales",
            ["GANBAN__QUERYENGINES__0__CONNECTION"] = Postgres.Connection + ";Timeout=3",
            ["GANBAN__QUERYENGINES__0__PASSWORDVARIABLE"] = "SALES_PASSWORD",
            ["GANBAN__QUERYENGINES__0__CONNECTIONSMAX"] = "2",
            ["GANBAN__QUERYENGINES__1__ARN"] = Workgroup,
            ["GANBAN__QUERYENGINES__1__CONNECTION"] = Postgres.Connection,
            ["GANBAN__QUERYENGINES__2__ARN"] = "arn:aws:redshift:*:cluster:gone",
            ["GANBAN__QUERYENGINES__2__CONNECTION"] = "Host=127.0.0.1;Port=1;Username=reader;Timeout=3",
            ["GANBAN__QUERYENGINES__2__PASSWORD"] = Secret,
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = Engine.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "tiny-instruct",
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = path,
            ["GANBAN__BINDINGS__0__PATTERN"] = "amazon.nova-pro*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "house",
            ["GANBAN__BINDINGS__1__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "play",
            ["Logging__LogLevel__Default"] = "Debug",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Stop();
        var output = Server.Output;
        await Server.DisposeAsync();
        await Postgres.DisposeAsync();
        if (Engine is not null)
        {
            await Engine.DisposeAsync();
        }

        Assert.DoesNotContain(Secret, output, StringComparison.Ordinal);
    }

    /// <summary>Kills the server and starts it again on its data; the client finds it at its new address.</summary>
    internal async Task Restart()
    {
        await Stop();
        Server.Process.Kill();
        await Server.Process.WaitForExitAsync();
        await Server.InitializeAsync();
    }

    /// <summary>Says what the model writes for a question: first, and after each complaint.</summary>
    internal void Writes(string question, params string[] written) => _written[question] = written;

    /// <summary>Calls an operation with the SDK for JavaScript.</summary>
    internal async Task<SdkResult> Call(string service, string operation, object input)
    {
        _sdk ??= SdkProcess.Start(javaScript: true, ClientServer.Environment(Server.Address));
        return await (await _sdk).Call(ClientServer.Line(Sdk.JavaScript, service, operation, input, more: null));
    }

    /// <summary>Calls an operation that must succeed.</summary>
    internal async Task<JsonNode> Do(string service, string operation, object input) =>
        (await Call(service, operation, input)).Output;

    /// <summary>The input that creates a knowledge base over the cluster <c>sales</c>.</summary>
    internal static JsonObject Body(string name, string cluster = "sales", string generation = "{}") => JsonNode.Parse(
        $$$"""
        {"name":"{{{name}}}","roleArn":"arn:aws:iam::000000000000:role/kb","knowledgeBaseConfiguration":{"type":"SQL",
        "sqlKnowledgeBaseConfiguration":{"type":"REDSHIFT","redshiftConfiguration":{
        "storageConfigurations":[{"type":"REDSHIFT","redshiftConfiguration":{"databaseName":"postgres"}}],
        "queryEngineConfiguration":{"type":"PROVISIONED","provisionedConfiguration":{"clusterIdentifier":"{{{cluster}}}",
        "authConfiguration":{"type":"USERNAME","databaseUser":"reader"} } },
        "queryGenerationConfiguration":{{{generation}}} } } } }
        """)!.AsObject();

    /// <summary>Creates a knowledge base with its data source.</summary>
    internal async Task<(string Id, string DataSource)> Create(JsonObject body)
    {
        var made = await Do("bedrock-agent", "CreateKnowledgeBase", body);
        var id = (string)made["knowledgeBase"]!["knowledgeBaseId"]!;
        return (id, await Connect(id));
    }

    /// <summary>Gives a knowledge base its data source.</summary>
    internal async Task<string> Connect(string knowledgeBaseId)
    {
        var made = await Do(
            "bedrock-agent",
            "CreateDataSource",
            new { knowledgeBaseId, name = "tables", dataSourceConfiguration = new { type = "REDSHIFT_METADATA" } });
        return (string)made["dataSource"]!["dataSourceId"]!;
    }

    /// <summary>Creates a knowledge base whose tables are read.</summary>
    internal async Task<string> Ready(string name, string generation = "{}")
    {
        var (id, source) = await Create(Body(name, generation: generation));
        Assert.Equal("COMPLETE", (string)(await Sync(id, source))["status"]!);
        return id;
    }

    /// <summary>Reads the tables of a knowledge base.</summary>
    internal async Task<JsonNode> Sync(string knowledgeBaseId, string dataSourceId)
    {
        using var http = new Processes.SignedHttp(Server.Address);
        return await new KnowledgeCalls(http).Sync(knowledgeBaseId, dataSourceId);
    }

    /// <summary>Asks for a query.</summary>
    internal Task<SdkResult> Generate(string knowledgeBaseId, string text) => Call(
        "bedrock-agent-runtime", "GenerateQuery", GenerateInput(knowledgeBaseId, text));

    /// <summary>The input that asks for a query.</summary>
    internal static JsonObject GenerateInput(string knowledgeBaseId, string text, string account = "000000000000") => new()
    {
        ["queryGenerationInput"] = new JsonObject { ["text"] = text, ["type"] = "TEXT" },
        ["transformationConfiguration"] = JsonNode.Parse(
            $$$"""
            {"mode":"TEXT_TO_SQL","textToSqlConfiguration":{"type":"KNOWLEDGE_BASE","knowledgeBaseConfiguration":{
            "knowledgeBaseArn":"arn:aws:bedrock:us-east-1:{{{account}}}:knowledge-base/{{{knowledgeBaseId}}}"} } }
            """),
    };

    /// <summary>Asks for rows.</summary>
    internal Task<SdkResult> Retrieve(string knowledgeBaseId, string text, object? search = null) => Call(
        "bedrock-agent-runtime",
        "Retrieve",
        new
        {
            knowledgeBaseId,
            retrievalQuery = new { text },
            retrievalConfiguration = new { vectorSearchConfiguration = search ?? new { } },
        });

    private async Task Stop()
    {
        if (_sdk is not null)
        {
            (await _sdk).Dispose();
            _sdk = null;
        }
    }

    // As often as the model was told that a query won't do, it has written one already.
    private Task Write(EngineReply reply)
    {
        var messages = reply.Call.Body["messages"]!.AsArray();
        var question = (string)messages[1]!["content"]!;
        var written = _written.FirstOrDefault(item => question.EndsWith(item.Key, StringComparison.Ordinal)).Value;
        var answer = written?[Math.Min((messages.Count - 2) / 2, written.Length - 1)] ?? "NO_QUERY";
        return reply.Events(OpenAiWords.Answer(answer));
    }
}

/// <summary>Tests that share the server and its database.</summary>
[CollectionDefinition(Name)]
public sealed class SqlKnowledgeCollection : ICollectionFixture<SqlKnowledgeServer>
{
    public const string Name = "Knowledge bases of type SQL";
}
