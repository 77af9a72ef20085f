using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Knowledge;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Clients;

/// <summary>LangChain and the AI SDK on Amazon Bedrock, as their users call them.</summary>
[Collection(ClientTests.Name)]
public sealed class FrameworkTests(ClientServer clients)
{
    private const string Claude = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Titan = "amazon.titan-embed-text-v2:0";

    [NodeFact]
    public async Task LangChain_converses_streams_calls_tools_and_embeds()
    {
        using var process = await Start();
        var invoked = (await Run(process, "langchainInvoke", Claude)).Output;
        var streamed = (await Run(process, "langchainStream", Claude)).Output;
        var called = (await Run(process, "langchainTools", Claude)).Output;
        var structured = (await Run(process, "langchainStructured", Claude)).Output;
        var embedded = (await Run(process, "langchainEmbed", Titan)).Output;

        Assert.NotEmpty((string)invoked["text"]!);
        Assert.Equal("end_turn", (string)invoked["reason"]!);
        Assert.True((int)invoked["usage"]!["total_tokens"]! > 0);
        Assert.True(streamed["pieces"]!.AsArray().Count > 1);
        Assert.True((int)streamed["usage"]!["output_tokens"]! > 1);
        AssertCalled(called);
        Assert.Equal("Kyoto", (string)structured["city"]!);
        Assert.Equal([1024, 1024, 1024], embedded["sizes"]!.AsArray().Select(size => (int)size!));
        Assert.True((bool)embedded["same"]!);
    }

    [NodeFact]
    public async Task LangChain_runs_an_agent_over_a_knowledge_base_and_a_function()
    {
        var knowledgeBaseId = await KnowledgeBase();
        using var process = await Start();
        var output = (await process.Call(new JsonObject
        {
            ["scenario"] = "langchainAgent",
            ["model"] = Claude,
            ["knowledgeBaseId"] = knowledgeBaseId,
        })).Output;

        Assert.Equal("粘土の在庫は5kg、ニューロチップの在庫は10個あります。", (string)output["text"]!);
        Assert.Equal(
            ["search_documents", "get_material_stock", "get_material_stock"],
            output["calls"]!.AsArray().Select(call => (string)call!["name"]!));
        Assert.Equal(
            ["粘土", "ニューロチップ"],
            output["calls"]!.AsArray().Skip(1).Select(call => (string)call!["args"]!["material"]!));
    }

    [NodeFact]
    public async Task The_AI_SDK_generates_streams_calls_tools_and_embeds()
    {
        using var process = await Start();
        var generated = (await Run(process, "aiGenerate", Claude)).Output;
        var streamed = (await Run(process, "aiStream", Claude)).Output;
        var called = (await Run(process, "aiTools", Claude)).Output;
        var structured = (await Run(process, "aiStructured", Claude)).Output;
        var embedded = (await Run(process, "aiEmbed", Titan)).Output;

        Assert.NotEmpty((string)generated["text"]!);
        Assert.Equal("stop", (string)generated["finishReason"]!);
        Assert.True((int)generated["usage"]!["totalTokens"]! > 0);
        Assert.True(streamed["pieces"]!.AsArray().Count > 1);
        AssertCalled(called);
        Assert.Equal(2, (int)called["steps"]!);
        Assert.Equal("Kyoto", (string)structured["city"]!);
        Assert.Equal([1024, 1024], embedded["sizes"]!.AsArray().Select(size => (int)size!));
    }

    private async Task<string> KnowledgeBase()
    {
        using var bucket = await new TestBucket(clients.Server.Address, "langchain-robots").Create();
        await bucket.Put("robot.txt", """
            「はにわロボット」ドキュメント
            # 概要
            はにわロボットはあらゆる家事をこなす。
            掃除、洗濯、料理、買い出し、雑談など。
            # 材料
            - 粘土 1kg
            - ニューロチップ 1個
            # 製造方法
            1. 粘土ではにわを作る
            2. ニューロチップを後頭部に埋め込む
            3. 完成
            # 注意事項
            - 製造には「人工はにわ製造免許」が必要
            - 製造したはにわロボットは国に登録する必要がある
            """);
        using var http = new SignedHttp(clients.Server.Address);
        var calls = new KnowledgeCalls(http);
        var id = await calls.Create(KnowledgeCalls.KnowledgeBase("langchain"));
        var source = await calls.Connect(id, "langchain-robots");
        await calls.End(id, source, await calls.Start(id, source));
        return id;
    }

    private static void AssertCalled(JsonNode called)
    {
        Assert.Equal("stock", (string)called["call"]!["name"]!);
        Assert.NotNull(called["call"]!["args"]!["part"]);
        Assert.NotEmpty((string)called["text"]!);
    }

    private static Task<SdkResult> Run(SdkProcess process, string scenario, string model) =>
        process.Call(new JsonObject { ["scenario"] = scenario, ["model"] = model });

    private Task<SdkProcess> Start() =>
        SdkProcess.StartScript("frameworks.mjs", ClientServer.Environment(clients.Server.Address));
}
