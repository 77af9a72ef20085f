using System.Text.Json.Nodes;
using Ganban.Server.Tests.Batch;
using Ganban.Server.Tests.Clients;
using Ganban.Server.Tests.Knowledge;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Flows;

/// <summary>InvokeFlow with the JavaScript SDK.</summary>
[Collection(FlowCollection.Name)]
public sealed class FlowInvocationTests(FlowServer flows)
{
    [NodeFact]
    public async Task Prompts_run_with_their_variables_and_the_trace_tells_each_step()
    {
        var draft = new FlowDraft().Start("Object")
            .Prompt("ask", "{{material}}の在庫は？", ["material:String=$.data.materials[0]"])
            .Data("start.document", "ask.material")
            .End("end").Data("ask.modelCompletion", "end.document");
        var id = await flows.Prepare("prompted", draft);
        var document = JsonNode.Parse("""{"materials":["粘土"]}""")!;

        var silent = await flows.Invoke(id, document);
        Assert.Equal(["flowOutputEvent", "flowCompletionEvent"], silent.Events.Select(SdkResult.NameOf));
        Assert.Equal("\"粘土の在庫は5kgです。\"", Assert.Single(FlowServer.Outputs(silent)));
        Assert.Equal("SUCCESS", (string)silent.Events[^1]["flowCompletionEvent"]!["completionReason"]!);
        Assert.Matches("^[0-9a-f-]{36}$", (string)silent.Output["executionId"]!);

        var traced = await flows.Invoke(id, document, enableTrace: true);
        var traces = traced.Events.Where(item => SdkResult.NameOf(item) == "flowTraceEvent")
            .Select(item => item["flowTraceEvent"]!["trace"]!).ToList();
        Assert.Equal(
            [
                "nodeOutputTrace start", "nodeInputTrace ask", "nodeActionTrace ask", "nodeOutputTrace ask",
                "nodeInputTrace end",
            ],
            traces.Select(trace => trace.AsObject().Single()).Select(trace => $"{trace.Key} {trace.Value!["nodeName"]}"));
        var field = traces[1]["nodeInputTrace"]!["fields"]![0]!;
        Assert.Equal(
            ("粘土", "start", "document", "$.data.materials[0]"),
            ((string)field["content"]!["document"]!,
                (string)field["source"]!["nodeName"]!,
                (string)field["source"]!["outputFieldName"]!,
                (string)field["source"]!["expression"]!));
        Assert.Equal("Converse", (string)traces[2]["nodeActionTrace"]!["operationName"]!);
        Assert.Equal("end", (string)traces[3]["nodeOutputTrace"]!["fields"]![0]!["next"]![0]!["nodeName"]!);
    }

    [NodeFact]
    public async Task A_stored_prompt_runs_with_its_model_and_its_system_text()
    {
        var prompt = await flows.Do("CreatePrompt", new
        {
            name = "pirate",
            defaultVariant = "v",
            variants = new[]
            {
                new
                {
                    name = "v",
                    templateType = "CHAT",
                    modelId = "meta.llama3-8b-instruct-v1:0",
                    templateConfiguration = new
                    {
                        chat = new
                        {
                            system = new[] { new { text = "You are a pirate." } },
                            messages = new[]
                            {
                                new { role = "user", content = new[] { new { text = "{{greeting}}" } } },
                            },
                        },
                    },
                },
            },
        });
        var draft = new FlowDraft().Start()
            .Node("ask", "Prompt", ["greeting:String=$.data"], ["modelCompletion:String"], new JsonObject
            {
                ["prompt"] = new JsonObject
                {
                    ["sourceConfiguration"] = new JsonObject
                    {
                        ["resource"] = new JsonObject { ["promptArn"] = (string)prompt["arn"]! },
                    },
                },
            })
            .Data("start.document", "ask.greeting").End("end").Data("ask.modelCompletion", "end.document");

        var result = await flows.Invoke(await flows.Prepare("stored-prompt", draft), "Hello");

        Assert.Equal("\"Arr!\"", Assert.Single(FlowServer.Outputs(result)));
    }

    // The specification's factory: each material is asked for, and the answers are kept in a bucket and read again.
    [NodeFact]
    public async Task The_factory_asks_for_each_material_and_keeps_the_answers()
    {
        using var bucket = await new TestBucket(flows.Server.Address, "factory-flow").Create();
        var draft = new FlowDraft().Start("Array")
            .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:String", "arraySize:Number"])
            .Data("start.document", "each.array")
            .Prompt("ask", "{{material}}の在庫は？", ["material:String=$.data"]).Data("each.arrayItem", "ask.material")
            .Node("all", "Collector", ["arrayItem:String=$.data", "arraySize:Number=$.data"], ["collectedArray:Array"])
            .Data("ask.modelCompletion", "all.arrayItem").Data("each.arraySize", "all.arraySize")
            .Code("join", "answers:Array", "String", "'\\n'.join(answers)").Data("all.collectedArray", "join.answers")
            .Code("key", "materials:Array", "String", "f'在庫/{len(materials)}.txt'")
            .Data("start.document", "key.materials")
            .Node("write", "Storage", ["content:String=$.data", "objectKey:String=$.data"], ["s3Uri:String"], new JsonObject
            {
                ["storage"] = Bucket("factory-flow"),
            })
            .Data("join.response", "write.content").Data("key.response", "write.objectKey")
            .Code("again", "uri:String", "String", "uri.split('/', 3)[3]").Data("write.s3Uri", "again.uri")
            .Node("read", "Retrieval", ["objectKey:String=$.data"], ["s3Content:String"], new JsonObject
            {
                ["retrieval"] = Bucket("factory-flow"),
            })
            .Data("again.response", "read.objectKey")
            .End("end").Data("read.s3Content", "end.document");
        var id = await flows.Prepare("factory", draft);

        var result = await flows.Invoke(id, new JsonArray("粘土", "ニューロチップ"));

        const string expected = "粘土の在庫は5kgです。\nニューロチップの在庫は10個です。";
        Assert.Equal(expected, JsonNode.Parse(Assert.Single(FlowServer.Outputs(result)))!.GetValue<string>());
        Assert.Equal(expected, await bucket.Get("在庫/2.txt"));
    }

    [NodeFact]
    public async Task A_knowledge_base_gives_what_it_finds()
    {
        using var http = new SignedHttp(flows.Server.Address);
        using var bucket = await new TestBucket(flows.Server.Address, "flow-knowledge").Create();
        await bucket.Put("robot.txt", "はにわロボットは粘土とニューロチップで作る。");
        var calls = new KnowledgeCalls(http);
        var knowledgeBase = await calls.Create(KnowledgeCalls.KnowledgeBase("flow-knowledge"));
        await calls.Sync(knowledgeBase, await calls.Connect(knowledgeBase, "flow-knowledge"));
        var draft = new FlowDraft().Start()
            .Node("look", "KnowledgeBase", ["retrievalQuery:String=$.data"], ["retrievalResults:Array"], new JsonObject
            {
                ["knowledgeBase"] = new JsonObject { ["knowledgeBaseId"] = knowledgeBase, ["numberOfResults"] = 1 },
            })
            .Data("start.document", "look.retrievalQuery")
            .End("end", "String", "$.data[0].content.text").Data("look.retrievalResults", "end.document");

        var result = await flows.Invoke(await flows.Prepare("knowledge", draft), "はにわロボットの材料");

        Assert.Equal("\"はにわロボットは粘土とニューロチップで作る。\"", Assert.Single(FlowServer.Outputs(result)));
    }

    [NodeFact]
    public async Task What_fails_ends_the_stream_with_the_services_error()
    {
        var busy = await flows.Prepare("busy", new FlowDraft().Start()
            .Prompt("ask", "{{text}}", ["text:String=$.data"]).Data("start.document", "ask.text")
            .End("end").Data("ask.modelCompletion", "end.document"));
        var throttled = await flows.Invoke(busy, "You are too busy.");
        Assert.Equal("ThrottlingException", throttled.Error);
        Assert.Contains("The node ask failed: Not now.", throttled.Message, StringComparison.Ordinal);

        var lost = await flows.Prepare("lost", new FlowDraft().Start()
            .Node("read", "Retrieval", ["objectKey:String=$.data"], ["s3Content:String"], new JsonObject
            {
                ["retrieval"] = Bucket("no-such-bucket-anywhere"),
            })
            .Data("start.document", "read.objectKey").End("end").Data("read.s3Content", "end.document"));
        Assert.Equal("DependencyFailedException", (await flows.Invoke(lost, "a.txt")).Error);

        var code = await flows.Prepare("code", new FlowDraft().Start()
            .Code("work", "text:String", "Number", "int(text)").Data("start.document", "work.text")
            .End("end", "Number").Data("work.response", "end.document"));
        Assert.Equal("7", Assert.Single(FlowServer.Outputs(await flows.Invoke(code, "7"))));
        var failed = await flows.Invoke(code, "seven");
        Assert.Equal("DependencyFailedException", failed.Error);
        Assert.Contains("ValueError: invalid literal", failed.Message, StringComparison.Ordinal);

        var ended = await flows.Prepare("ended", new FlowDraft().Start()
            .Code("work", "text:String", "String", "__import__('os')._exit(3)").Data("start.document", "work.text")
            .End("end").Data("work.response", "end.document"));
        Assert.Contains(
            "its process ended with the exit code 3", (await flows.Invoke(ended, "x")).Message, StringComparison.Ordinal);

        var wrongType = await flows.Invoke(code, 7);
        Assert.Equal(("ValidationException", 400), (wrongType.Error, wrongType.Status));
        Assert.Contains("inputs.1.member.content.document", wrongType.Message, StringComparison.Ordinal);
        var deep = new JsonArray();
        for (var i = 0; i < 50; i++)
        {
            deep = new JsonArray(deep);
        }

        var tooDeep = await flows.Invoke(code, deep);
        Assert.Equal("ValidationException", tooDeep.Error);
        Assert.Contains("48 levels", tooDeep.Message, StringComparison.Ordinal);
        using var http = new SignedHttp(flows.Server.Address);
        using var twice = await http.Send(
            HttpMethod.Post,
            $"/flows/{code}/aliases/TSTALIASID",
            """{"inputs":[{"nodeName":"start","content":{"document":{"a":1,"a":2}}}]}""");
        Assert.Contains("names a member twice", await twice.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("ResourceNotFoundException", (await flows.Invoke("AAAAAAAAAA", "x")).Error);
        Assert.Equal(
            "ResourceNotFoundException", (await flows.Invoke(code, "7", flowAliasIdentifier: "AAAAAAAAAA")).Error);
    }

    [NodeFact]
    public async Task A_number_with_too_large_an_exponent_fails_the_node_that_compares_it()
    {
        var id = await flows.Prepare("exponent", new FlowDraft().Start("Number")
            .Decide("decide", ["number:Number=$.data"], "isOne=number == 1").Data("start.document", "decide.number")
            .End("end", "Number").Data("start.document", "end.document"));
        using var http = new SignedHttp(flows.Server.Address);

        using var answer = await http.Send(
            HttpMethod.Post,
            $"/flows/{id}/aliases/TSTALIASID",
            """{"inputs":[{"nodeName":"start","content":{"document":1e99999999999}}]}""");

        Assert.Contains(
            "The node decide failed: A number has too large an exponent",
            await answer.Content.ReadAsStringAsync(),
            StringComparison.Ordinal);
    }

    [NodeFact]
    public async Task A_prompts_free_JSON_may_be_as_deep_as_a_request()
    {
        var draft = new FlowDraft().Start()
            .Prompt("ask", "{{text}}", ["text:String=$.data"]).Data("start.document", "ask.text")
            .End("end").Data("ask.modelCompletion", "end.document");
        var deep = new JsonArray();
        for (var i = 0; i < 70; i++)
        {
            deep = new JsonArray(deep);
        }

        var prompt = draft.Nodes[1]!["configuration"]!["prompt"]!["sourceConfiguration"]!["inline"]!;
        prompt["additionalModelRequestFields"] = new JsonObject { ["deep"] = deep };
        using var http = new SignedHttp(flows.Server.Address);
        using var created = await http.Send(HttpMethod.Post, "/flows/", new JsonObject
        {
            ["name"] = "deep",
            ["executionRoleArn"] = "arn:aws:iam::000000000000:role/flows",
            ["definition"] = draft.Json,
        }.ToJsonString());
        Assert.Equal(201, (int)created.StatusCode);
        var flow = JsonNode.Parse(
            await created.Content.ReadAsStringAsync(), documentOptions: new() { MaxDepth = 128 })!;
        var id = (string)flow["id"]!;
        Assert.Equal("Prepared", (string)(await flows.Do("PrepareFlow", new { flowIdentifier = id }))["status"]!);

        var refused = await flows.Invoke(id, "Hello");

        Assert.Equal("ValidationException", refused.Error);
        Assert.Contains("additionalModelRequestFields", refused.Message, StringComparison.Ordinal);
    }

    // Copied to where its packages are found.
    [NodeFact]
    public async Task The_example_runs_as_it_stands()
    {
        var example = Path.Combine(ClientScripts.Folder, "..", "..", "examples", "flow", "flow.mjs");
        var copy = Path.Combine(ClientScripts.Folder, "node_modules", $"flow-{Guid.NewGuid():N}.mjs");
        await ClientScripts.InstallPackages();
        File.Copy(example, copy);
        try
        {
            var run = await ProgramRun.Start("node", [copy, flows.Server.Address.ToString()]);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.EndsWith(
                "粘土: 粘土の在庫は5kgです。\nニューロチップ: ニューロチップの在庫は10個です。\nSUCCESS",
                run.Output.Trim(),
                StringComparison.Ordinal);
            Assert.Contains("report: nodeOutputTrace", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static JsonObject Bucket(string name) => new()
    {
        ["serviceConfiguration"] = new JsonObject { ["s3"] = new JsonObject { ["bucketName"] = name } },
    };
}
