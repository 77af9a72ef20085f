using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts;
using Ganban.EngineDouble;
using Ganban.Inference.Remote;
using Ganban.Protocol.EventStream;
using Ganban.Server.Hosting;
using Microsoft.Extensions.AI;

namespace Ganban.Server.Tests.Engines;

/// <summary>Amazon Bedrock as an engine for what uses a model by itself.</summary>
public sealed class UpstreamChatTests : IAsyncLifetime, IDisposable
{
    private const string Path = "/model/anthropic.claude-3-haiku-20240307-v1:0/converse-stream";
    private static readonly CatalogModel Haiku =
        ModelCatalog.Load().FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

    private LoopbackEngine _double = null!;
    private BedrockUpstream _upstream = null!;
    private IChatClient _client = null!;

    public async Task InitializeAsync()
    {
        _double = await LoopbackEngine.Start();
        var options = new EngineOptions { Url = _double.Address.ToString(), Region = "eu-west-1" };
        var remote = new RemoteEngineOptions { Name = "aws", Url = _double.Address, Model = "", Key = "a-key" };
        _upstream = new BedrockUpstream(options, remote, TimeProvider.System);
        var engine = new Engine("aws", "", null, null) { Upstream = _upstream };
        _client = new ModelEngines([new EngineBinding(new ModelPattern("*"), engine)]).Text(Haiku).Client;
    }

    public Task DisposeAsync() => _double.DisposeAsync().AsTask();

    public void Dispose()
    {
        _client.Dispose();
        _upstream.Dispose();
    }

    [Fact]
    public async Task A_conversation_with_tools_goes_there_and_comes_back()
    {
        await Answers(
            ("messageStart", """{"role":"assistant"}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"Let me "}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"look."}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""),
            ("contentBlockStart", """{"contentBlockIndex":1,"start":{"toolUse":{"toolUseId":"t2","name":"look"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\"at\":"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":1,"delta":{"toolUse":{"input":"7}"}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":1}"""),
            ("messageStop", """{"stopReason":"tool_use"}"""),
            ("metadata", """{"usage":{"inputTokens":30,"outputTokens":5,"totalTokens":35,"cacheReadInputTokens":12,"cacheWriteInputTokens":3},"metrics":{"latencyMs":1}}"""));
        using var schema = JsonDocument.Parse("""{"type":"object"}""");
        var options = new ChatOptions
        {
            MaxOutputTokens = 50,
            Temperature = 0.5f,
            StopSequences = ["end"],
            Tools = [AIFunctionFactory.CreateDeclaration("look", "looks", schema.RootElement)],
            ToolMode = ChatToolMode.RequireAny,
        };

        var answer = await _client.GetResponseAsync(
            [
                new(ChatRole.System, "Be brief."),
                new(ChatRole.User, "Where?"),
                new(ChatRole.Assistant, [new FunctionCallContent("t1", "look", new Dictionary<string, object?> { ["at"] = 6 })]),
                new(ChatRole.Tool, [new FunctionResultContent("t1", "nothing")]),
                new(ChatRole.User, [new TextContent("Again."), new DataContent(new byte[] { 1 }, "image/png")]),
            ],
            options);

        Assert.Equal("Let me look.", answer.Text);
        var call = Assert.Single(answer.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>());
        Assert.Equal(("t2", "look", "7"), (call.CallId, call.Name, call.Arguments!["at"]!.ToString()));
        Assert.Equal(ChatFinishReason.ToolCalls, answer.FinishReason);
        Assert.Equal((45L, 12L), (answer.Usage!.InputTokenCount, answer.Usage.CachedInputTokenCount));
        Assert.Equal(5L, answer.Usage.OutputTokenCount);
        Assert.Equal("Bearer a-key", _double.Last.Authorization);
        var expected = JsonNode.Parse("""
            {"messages":[
              {"role":"user","content":[{"text":"Where?"}]},
              {"role":"assistant","content":[{"toolUse":{"toolUseId":"t1","name":"look","input":{"at":6}}}]},
              {"role":"user","content":[
                {"toolResult":{"toolUseId":"t1","content":[{"text":"nothing"}]}},
                {"text":"Again."},
                {"image":{"format":"png","source":{"bytes":"AQ=="}}}]}],
             "system":[{"text":"Be brief."}],
             "inferenceConfig":{"maxTokens":50,"temperature":0.5,"stopSequences":["end"]},
             "toolConfig":{"tools":[{"toolSpec":{"name":"look","description":"looks","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"any":{}}}}
            """);
        Assert.True(JsonNode.DeepEquals(expected, _double.Last.Body), _double.Last.Body.ToJsonString());
    }

    [Fact]
    public async Task A_refusal_and_a_broken_call_are_told_in_the_services_words()
    {
        _double.On(Path, reply => reply.Json(
            """{"message":"Too many requests"}""", 429, ("x-amzn-ErrorType", "ThrottlingException:http://internal/")));
        var refusal = await Assert.ThrowsAnyAsync<ModelledException>(() => _client.GetResponseAsync("Hi"));
        Assert.Equal(("ThrottlingException", "Too many requests"), (refusal.Code, refusal.Message));

        await Answers(
            ("contentBlockStart", """{"contentBlockIndex":0,"start":{"toolUse":{"toolUseId":"t2","name":"look"}}}"""),
            ("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"toolUse":{"input":"{\"at\":"}}}"""),
            ("contentBlockStop", """{"contentBlockIndex":0}"""));
        var broken = await Assert.ThrowsAnyAsync<ModelledException>(() => _client.GetResponseAsync("Hi"));
        Assert.Equal("ModelStreamErrorException", broken.Code);
    }

    private async Task Answers(params (string Name, string Payload)[] events)
    {
        using var frames = new MemoryStream();
        var writer = new EventStreamWriter(frames);
        foreach (var (name, payload) in events)
        {
            await writer.WriteEventAsync(name, Encoding.UTF8.GetBytes(payload));
        }

        _double.On(Path, reply => reply.Bytes(frames.ToArray()));
    }
}
