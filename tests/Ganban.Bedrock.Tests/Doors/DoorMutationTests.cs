using System.Text;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.PromptRouters;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Bedrock.Tests.Invocation;
using Ganban.Contracts;
using Ganban.Inference.Embeddings;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests.Doors;

/// <summary>
/// Right bodies with one value changed or left out: each is answered, or refused as the caller's fault or as not done.
/// </summary>
public sealed class DoorMutationTests : IAsyncDisposable
{
    private const string Tool = """{"type":"object","properties":{"part":{"type":"string"}},"required":["part"]}""";

    private const string Chat = $$$"""
        {"model":"anthropic.claude-3-haiku-20240307-v1:0","max_tokens":9,"temperature":0.5,"top_p":0.9,"n":2,"seed":7,
         "stop":["x"],"stream":true,"stream_options":{"include_usage":true},"user":"u","metadata":{"a":"b"},"logprobs":false,
         "reasoning_effort":"low","parallel_tool_calls":true,"tool_choice":{"type":"function","function":{"name":"stock"}},
         "tools":[{"type":"function","function":{"name":"stock","description":"d","parameters":{{{Tool}}},"strict":true}}],
         "response_format":{"type":"json_schema","json_schema":{"name":"s","schema":{{{Tool}}},"strict":true}},
         "messages":[{"role":"system","content":"s"},
          {"role":"user","content":[{"type":"text","text":"t"},{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0K","detail":"low"}}]},
          {"role":"assistant","content":null,"reasoning_content":"r","refusal":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"stock","arguments":"{\"part\":\"x\"}"}}]},
          {"role":"tool","tool_call_id":"c1","content":"7"}]}
        """;

    private const string Response = $$$"""
        {"model":"anthropic.claude-3-haiku-20240307-v1:0","instructions":"i","max_output_tokens":9,"temperature":0.5,"top_p":0.9,
         "stream":true,"store":false,"parallel_tool_calls":true,"include":["reasoning.encrypted_content"],"truncation":"auto",
         "reasoning":{"effort":"low","summary":"auto"},"metadata":{"a":"b"},"tool_choice":{"type":"function","name":"stock"},
         "tools":[{"type":"function","name":"stock","description":"d","parameters":{{{Tool}}},"strict":true}],
         "text":{"format":{"type":"json_schema","name":"s","schema":{{{Tool}}},"strict":true},"verbosity":"medium"},
         "input":[{"role":"developer","content":"s"},
          {"type":"message","role":"user","content":[{"type":"input_text","text":"t"},{"type":"input_image","image_url":"data:image/png;base64,iVBORw0K","detail":"low"}]},
          {"id":"rs_1","type":"reasoning","summary":[],"content":[{"type":"reasoning_text","text":"r"}]},
          {"id":"msg_1","type":"message","role":"assistant","status":"completed","content":[{"type":"output_text","text":"a","annotations":[],"logprobs":[]}]},
          {"id":"fc_1","type":"function_call","call_id":"c1","name":"stock","arguments":"{\"part\":\"x\"}","status":"completed"},
          {"type":"function_call_output","call_id":"c1","output":[{"type":"input_text","text":"7"}]}]}
        """;

    private const string Message = $$$"""
        {"model":"anthropic.claude-3-haiku-20240307-v1:0","max_tokens":2000,"temperature":1,"top_p":0.9,"stop_sequences":["x"],
         "stream":true,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"metadata":{"user_id":"u"},
         "thinking":{"type":"enabled","budget_tokens":1024},"tool_choice":{"type":"auto","disable_parallel_tool_use":true},
         "tools":[{"name":"stock","description":"d","input_schema":{{{Tool}}}}],"anthropic_version":"2023-06-01",
         "messages":[{"role":"user","content":"t"},
          {"role":"assistant","content":[{"type":"tool_use","id":"c1","name":"stock","input":{"part":"x"}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":[{"type":"text","text":"7"}],"is_error":false}]}]}
        """;

    private const string Embedding = """
        {"model":"amazon.titan-embed-text-v2:0","input":["a","b"],"dimensions":256,"encoding_format":"base64","user":"u"}
        """;

    private static readonly string[] Values =
    [
        "null", "7", "-1", "1e999", "0.5", "true", "\"\"", "\"none\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "[7]", "[[]]", "{}", "{\"a\":{}}",
    ];

    private readonly TestStore _store = TestStore.Open();
    private readonly ServiceProvider _services;

    public DoorMutationTests()
    {
        var clock = new StepClock();
        var engine = new Engine(
            "test",
            "plays a script",
            new TextEngine("scripted", new ScriptedChatClient(clock)),
            new EmbeddingEngine("lexical", new LexicalEmbeddingGenerator()));
        _services = new ServiceCollection()
            .AddSingleton<TimeProvider>(clock)
            .AddSingleton(_store.Store)
            .AddModels(engine)
            .AddInvocation()
            .AddDoorOperations()
            .BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _store.DisposeAsync();
    }

    [Theory]
    [InlineData(DoorOperations.ChatCompletions, Chat)]
    [InlineData(DoorOperations.Responses, Response)]
    [InlineData(DoorOperations.Messages, Message)]
    [InlineData(DoorOperations.CountMessageTokens, Message)]
    [InlineData(DoorOperations.Embeddings, Embedding)]
    public async Task No_single_change_of_a_right_body_is_a_fault(string operation, string body)
    {
        Assert.Null(await Error(operation, body));
        var paths = Paths(JsonNode.Parse(body)!).ToList();
        Assert.NotEmpty(paths);
        foreach (var path in paths)
        {
            foreach (var value in Values.Prepend(null))
            {
                var changed = Change(body, path, value);
                if (await Error(operation, changed) is { } error)
                {
                    Assert.True(error.Status is < 500 or 501, $"{path}: {error.Message}");
                    Assert.NotEmpty(error.Message);
                }
            }
        }
    }

    [Fact]
    public async Task Unknown_members_are_refused_at_every_level()
    {
        foreach (var (operation, body) in new[]
        {
            (DoorOperations.ChatCompletions, Chat),
            (DoorOperations.Responses, Response),
            (DoorOperations.Messages, Message),
        })
        {
            var changed = JsonNode.Parse(body)!.AsObject();
            changed["wings"] = 2;
            Assert.Contains("[wings]", (await Error(operation, changed.ToJsonString()))!.Message, StringComparison.Ordinal);

            changed = JsonNode.Parse(body)!.AsObject();
            (changed["messages"] ?? changed["input"])![1]!["wings"] = 2;
            Assert.Contains("[wings]", (await Error(operation, changed.ToJsonString()))!.Message, StringComparison.Ordinal);
        }
    }

    private async Task<ModelledException?> Error(string operation, string body)
    {
        var found = _services.GetServices<IDoorOperation>().Single(candidate => candidate.Name == operation);
        var request = new DoorRequest("", [], Encoding.UTF8.GetBytes(body));
        try
        {
            var answer = await found.Answer(request, TestStore.Call(), CancellationToken.None);
            if (answer is DoorAnswer.Stream stream)
            {
                await foreach (var item in stream.Events)
                {
                    Assert.NotEmpty(item.Data);
                }
            }

            return null;
        }
        catch (ModelledException e)
        {
            return e;
        }
    }

    // Where each value stands: the names and numbers that lead to it.
    private static IEnumerable<string> Paths(JsonNode node, string at = "")
    {
        var children = node switch
        {
            JsonObject members => members.Select(member => (member.Key, member.Value)),
            JsonArray items => items.Select((item, index) => ($"{index}", item)),
            _ => [],
        };
        foreach (var (name, child) in children)
        {
            yield return $"{at}/{name}";
            foreach (var path in child is null ? [] : Paths(child, $"{at}/{name}"))
            {
                yield return path;
            }
        }
    }

    // The value is text and not JSON: some of it no parser reads.
    private static string Change(string body, string path, string? value)
    {
        const string Mark = "\"the value that is changed\"";
        var root = JsonNode.Parse(body)!;
        var steps = path.Split('/')[1..];
        var parent = steps[..^1].Aggregate(root, Step);
        if (parent is JsonArray items)
        {
            var index = int.Parse(steps[^1], null);
            items.RemoveAt(index);
            if (value is not null)
            {
                items.Insert(index, JsonNode.Parse(Mark));
            }
        }
        else
        {
            parent.AsObject().Remove(steps[^1]);
            if (value is not null)
            {
                parent[steps[^1]] = JsonNode.Parse(Mark);
            }
        }

        return root.ToJsonString().Replace(Mark, value, StringComparison.Ordinal);
    }

    private static JsonNode Step(JsonNode node, string step) =>
        node is JsonArray items ? items[int.Parse(step, null)]! : node[step]!;
}
