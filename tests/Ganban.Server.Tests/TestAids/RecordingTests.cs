using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Ganban.EngineDouble;
using Ganban.Server.Tests.Models;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.TestAids;

/// <summary>Answers of an engine elsewhere are recorded, and replayed when it has gone.</summary>
public sealed partial class RecordingTests
{
    private const string Key = "sk-a-key-that-must-not-appear";
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string ToolRequest = """
        { "messages": [ { "role": "user", "content": [ { "text": "How is the sky?" } ] } ],
          "toolConfig": { "tools": [ { "toolSpec": { "name": "sky", "inputSchema": { "json": { "type": "object" } } } } ] } }
        """;

    private const string ToolResult = """
        { "role": "user", "content": [ { "toolResult": { "toolUseId": "ID", "content": [ { "text": "blue" } ] } } ] }
        """;

    private const string Embedder = "amazon.titan-embed-text-v2:0";

    [Fact]
    public async Task A_recorded_conversation_is_replayed_to_the_last_piece_without_the_engine()
    {
        var folder = Directory.CreateTempSubdirectory("ganban-recordings-").FullName;
        try
        {
            var recorded = await Record(folder);
            Assert.All(Directory.GetFiles(folder), file =>
            {
                Assert.EndsWith(".json", file, StringComparison.Ordinal);
                var text = File.ReadAllText(file);
                Assert.DoesNotContain(Key, text, StringComparison.Ordinal);
                Assert.DoesNotContain("000000000501", text, StringComparison.Ordinal);
            });

            await using var server = new GanbanServerOwner(new()
            {
                ["GANBAN__ENGINES__AGAIN__KIND"] = "replay",
                ["GANBAN__ENGINES__AGAIN__FOLDER"] = folder,
                ["GANBAN__BINDINGS__0__PATTERN"] = "*",
                ["GANBAN__BINDINGS__0__ENGINE"] = "again",
            });
            await server.Server.InitializeAsync();
            using var http = new SignedHttp(server.Server.Address) { AccessKey = "000000000502" };
            var replayed = await Play(http, "again (replay)");

            Assert.Equal(recorded, replayed);
            using var unheard = await http.Post(
                $"/model/{Model}/converse", ScriptedServer.Says("Nobody asked this before"));
            Assert.Equal(HttpStatusCode.FailedDependency, unheard.StatusCode);
            Assert.Contains(
                "was not recorded", (string)(await SignedHttp.Json(unheard))["message"]!, StringComparison.Ordinal);

            foreach (var path in Directory.GetFiles(folder))
            {
                await File.WriteAllTextAsync(path, """{"version":1,"updates":[{"contents":[{"call":5}]}]}""");
            }

            using var broken = await http.Post($"/model/{Model}/converse", ScriptedServer.Says("Hi"));
            Assert.Equal(HttpStatusCode.FailedDependency, broken.StatusCode);
            Assert.Contains("can't be read", (string)(await SignedHttp.Json(broken))["message"]!, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<List<string>> Record(string folder)
    {
        await using var engine = await LoopbackEngine.Start();
        engine.On("/v1/chat/completions", Answer);
        engine.On("/v1/embeddings", reply => reply.Json(
            OpenAiWords.Embeddings(1, [.. Enumerable.Repeat(0.0625f, 256)])));
        await using var server = new GanbanServerOwner(new()
        {
            ["HOUSE_KEY"] = Key,
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = engine.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "tiny-instruct",
            ["GANBAN__ENGINES__HOUSE__EMBEDDINGMODEL"] = "tiny-embed",
            ["GANBAN__ENGINES__HOUSE__KEYVARIABLE"] = "HOUSE_KEY",
            ["GANBAN__ENGINES__HOUSE__RECORD"] = folder,
            ["GANBAN__BINDINGS__0__PATTERN"] = "*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "house",
        });
        await server.Server.InitializeAsync();
        using var http = new SignedHttp(server.Server.Address) { AccessKey = "000000000501" };
        return await Play(http, "house (tiny-instruct)");
    }

    private static async Task<List<string>> Play(SignedHttp http, string engine)
    {
        var seen = new List<string>();
        using (var stream = await http.Post($"/model/{Model}/converse-stream", ScriptedServer.Says("Hi")))
        {
            Assert.Equal(engine, stream.Headers.GetValues("x-ganban-engine").Single());
            await foreach (var (name, body) in stream.Events())
            {
                seen.Add(name + Stable(body));
            }
        }

        // The identifier of the call is another one each time, and still the second request is the same.
        var conversation = JsonNode.Parse(ToolRequest)!.AsObject();
        using (var first = await http.Send(HttpMethod.Post, $"/model/{Model}/converse", conversation.ToJsonString()))
        {
            var answer = await SignedHttp.Json(first);
            var message = answer["output"]!["message"]!;
            conversation["messages"]!.AsArray().Add(message.DeepClone());
            conversation["messages"]!.AsArray().Add(JsonNode.Parse(ToolResult.Replace(
                "ID", (string)message["content"]!.AsArray()[^1]!["toolUse"]!["toolUseId"]!, StringComparison.Ordinal)));
            seen.Add(Stable(answer));
        }

        using (var second = await http.Send(HttpMethod.Post, $"/model/{Model}/converse", conversation.ToJsonString()))
        {
            seen.Add(Stable(await SignedHttp.Json(second)));
        }

        using var embedded = await http.Post($"/model/{Embedder}/invoke", new { inputText = "rock", dimensions = 256 });
        seen.Add(await embedded.Content.ReadAsStringAsync());
        Assert.Contains("\"One\"", string.Concat(seen), StringComparison.Ordinal);
        Assert.Contains("It is sunny", string.Concat(seen), StringComparison.Ordinal);
        Assert.Contains("0.0625", seen[^1], StringComparison.Ordinal);
        return seen;
    }

    private static Task Answer(EngineReply reply)
    {
        var last = (string)reply.Call.Body["messages"]!.AsArray()[^1]!["role"]!;
        return last == "tool" ? reply.Events(OpenAiWords.Answer("It is ", "sunny"))
            : reply.Call.Body["tools"] is null ? reply.Events(OpenAiWords.Answer("One", " two", " three"))
            : reply.Events(
                OpenAiWords.Delta(
                    """{"tool_calls":[{"index":0,"id":"call_1","function":{"name":"sky","arguments":"{\"at\":\"Oita\"}"}}]}"""),
                OpenAiWords.Finish("tool_calls"),
                OpenAiWords.Usage(9, 4),
                OpenAiWords.Done);
    }

    private static string Stable(JsonNode body)
    {
        var text = body.ToJsonString();
        return Unstable().Replace(text, "\"$1\":0");
    }

    [GeneratedRegex("\"(p|toolUseId|latencyMs)\":(\"[^\"]*\"|[0-9]+)")]
    private static partial Regex Unstable();
}
