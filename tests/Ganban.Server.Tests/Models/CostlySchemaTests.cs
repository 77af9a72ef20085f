using System.Net;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Models;

/// <summary>Schemas and tools that the engine's grammars can't hold: nobody waits for them.</summary>
public sealed class CostlySchemaTests(GanbanServer server) : IClassFixture<GanbanServer>, IDisposable
{
    private const string Path = "/model/anthropic.claude-3-haiku-20240307-v1:0/converse";

    private static readonly object Messages = new[]
    {
        new { role = "user", content = new[] { new { text = "Hi" } } },
    };

    private static readonly Dictionary<string, string> SchemasByFault = new()
    {
        ["more than 1000 properties"] = "{\"properties\":{" + Members("p", 100_000, "true") + "}}",
        ["nested deeper"] = """{"allOf":[{"$ref":"#"}]}""",
        ["more than 200 alternatives"] =
            "{\"type\":\"object\"," + Members("k", 20_000, "0") + ",\"anyOf\":[{\"$ref\":\"#/$defs/a0\"}],\"$defs\":{"
            + string.Join(",", Enumerable.Range(0, 12).Select(Twice)) + ",\"a12\":{\"const\":1}}}",
    };

    private readonly SignedHttp _http = new(server.Address);

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData("more than 1000 properties")]
    [InlineData("nested deeper")]
    [InlineData("more than 200 alternatives")]
    public async Task A_schema_that_costs_too_much_is_refused_and_others_are_answered(string fault)
    {
        await AssertRefused(
            new
            {
                messages = Messages,
                outputConfig = new
                {
                    textFormat = new
                    {
                        type = "json_schema",
                        structure = new { jsonSchema = new { name = "costly", schema = SchemasByFault[fault] } },
                    },
                },
            },
            fault);
        using var other = new SignedHttp(server.Address) { AccessKey = "222222222222" };
        using var answered = await other.Post(
            Path, new { messages = Messages, inferenceConfig = new { maxTokens = 2 } });
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
    }

    [Fact]
    public Task More_tools_than_the_engine_can_tell_apart_are_refused_with_how_many_may_be_called()
    {
        var tools = Enumerable.Range(0, 201).Select(i => new
        {
            toolSpec = new { name = $"t{i}", inputSchema = new { json = new { type = "object" } } },
        });
        return AssertRefused(new { messages = Messages, toolConfig = new { tools } }, "only up to 200");
    }

    private async Task AssertRefused(object body, string reason)
    {
        using var refused = await _http.Post(Path, body);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.StartsWith(
            "ValidationException:",
            Assert.Single(refused.Headers.GetValues("x-amzn-ErrorType")),
            StringComparison.Ordinal);
        Assert.Contains(
            reason, (string)(await SignedHttp.Json(refused))["message"]!, StringComparison.Ordinal);
    }

    private static string Members(string name, int count, string value) =>
        string.Join(",", Enumerable.Range(0, count).Select(i => $"\"{name}{i}\":{value}"));

    private static string Twice(int index)
    {
        var reference = $"{{\"$ref\":\"#/$defs/a{index + 1}\"}}";
        return $"\"a{index}\":{{\"anyOf\":[{reference},{reference}]}}";
    }
}
