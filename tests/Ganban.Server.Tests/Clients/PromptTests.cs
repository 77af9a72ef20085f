using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class PromptTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, Boto3Data]
    public async Task A_prompt_lives_from_its_draft_over_versions_to_its_deletion(Sdk sdk)
    {
        var created = (await clients.Agent(sdk, "CreatePrompt", Prompt("life", "First {{x}}"))).Output;
        var id = (string)created["id"]!;
        Assert.Matches("^[0-9A-Z]{10}$", id);
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:prompt/{id}", (string)created["arn"]!);
        Assert.Equal("DRAFT", (string)created["version"]!);

        var version = (await clients.Agent(
            sdk, "CreatePromptVersion", new { promptIdentifier = id, tags = new { stage = "beta" } })).Output;
        var tags = await clients.Agent(sdk, "ListTagsForResource", new { resourceArn = (string)version["arn"]! });
        Assert.Equal("beta", (string)tags.Output["tags"]!["stage"]!);
        Assert.Equal(("1", $"{created["arn"]}:1"), ((string)version["version"]!, (string)version["arn"]!));
        await clients.Agent(sdk, "UpdatePrompt", Changed(id, "life", "Second {{x}}"));
        Assert.Equal("Second {{x}}", Text((await Get(sdk, id)).Output));
        Assert.Equal("First {{x}}", Text((await Get(sdk, id, "1")).Output));
        Assert.Equal("First {{x}}", Text((await Get(sdk, (string)version["arn"]!)).Output));

        var versions = (await clients.Agent(sdk, "ListPrompts", new { promptIdentifier = id })).Output;
        Assert.Equal(
            ["1", "DRAFT"],
            versions["promptSummaries"]!.AsArray().Select(prompt => (string)prompt!["version"]!).Order());

        await clients.Agent(sdk, "DeletePrompt", new { promptIdentifier = id, promptVersion = "1" });
        Assert.Equal("ResourceNotFoundException", (await Get(sdk, id, "1")).Error);
        var second = (await clients.Agent(sdk, "CreatePromptVersion", new { promptIdentifier = id })).Output;
        Assert.Equal("2", (string)second["version"]!);
        await clients.Agent(sdk, "DeletePrompt", new { promptIdentifier = id });
        Assert.Equal("ResourceNotFoundException", (await Get(sdk, id)).Error);
        Assert.Equal("ResourceNotFoundException", (await Get(sdk, id, "2")).Error);
    }

    [Theory, Boto3Data]
    public async Task Converse_fills_a_prompts_variables_and_takes_its_model(Sdk sdk)
    {
        var created = (await clients.Agent(
            sdk, "CreatePrompt", Prompt("used", "Word: {{word}}.", maxTokens: 3))).Output;
        var modelId = (string)created["arn"]!;
        var answer = await Ask(sdk, modelId, new { word = new { text = "{{other}}" } });
        Assert.Equal(3, (int)answer.Output["usage"]!["outputTokens"]!);

        var direct = await clients.Runtime(sdk, "Converse", new
        {
            modelId = Model,
            messages = Turns("Word: {{other}}."),
            inferenceConfig = new { maxTokens = 3, temperature = 0 },
        });
        Assert.Equal((int)direct.Output["usage"]!["inputTokens"]!, (int)answer.Output["usage"]!["inputTokens"]!);

        var longer = await clients.Runtime(sdk, "Converse", new
        {
            modelId,
            promptVariables = new { word = new { text = "{{other}}" } },
            messages = new[]
            {
                new { role = "assistant", content = new[] { new { text = "Yes." } } },
                new { role = "user", content = new[] { new { text = "More." } } },
            },
        });
        Assert.True(
            (int)longer.Output["usage"]!["inputTokens"]! > (int)answer.Output["usage"]!["inputTokens"]!);
    }

    [Theory, Boto3Data]
    public async Task A_chat_template_brings_its_system_text_and_its_tools(Sdk sdk)
    {
        var schema = new { type = "object", properties = new { city = new { type = "string" } } };
        var created = (await clients.Agent(sdk, "CreatePrompt", new
        {
            name = $"chat-{sdk}",
            defaultVariant = "v",
            variants = new[]
            {
                new
                {
                    name = "v",
                    templateType = "CHAT",
                    modelId = Model,
                    templateConfiguration = new
                    {
                        chat = new
                        {
                            system = new[] { new { text = "You know {{topic}}." } },
                            messages = Turns("Weather in {{city}}?"),
                            toolConfiguration = new
                            {
                                tools = new[]
                                {
                                    new { toolSpec = new { name = "get_weather", inputSchema = new { json = schema } } },
                                },
                                toolChoice = new { any = new { } },
                            },
                        },
                    },
                },
            },
        })).Output;
        var answer = await Ask(
            sdk,
            (string)created["arn"]!,
            new { topic = new { text = "weather" }, city = new { text = "Oslo" } });
        Assert.Equal("tool_use", (string)answer.Output["stopReason"]!);
    }

    [Theory, Boto3Data]
    public async Task InvokeModel_answers_a_prompt_in_its_models_format(Sdk sdk)
    {
        var created = (await clients.Agent(sdk, "CreatePrompt", Prompt("native", "Word: {{word}}.", maxTokens: 3))).Output;
        var call = new
        {
            modelId = (string)created["arn"]!,
            body = ClientServer.Blob(new { promptVariables = new { word = new { text = "bread" } } }),
        };

        var answer = await clients.Runtime(sdk, "InvokeModel", call);
        Assert.Equal(3, (int)answer.Body["usage"]!["output_tokens"]!);
        var stream = await clients.Runtime(sdk, "InvokeModelWithResponseStream", call);
        Assert.Equal("message_start", (string)stream.Chunks[0]["type"]!);
        var more = await clients.Runtime(
            sdk, "InvokeModel", new { call.modelId, body = ClientServer.Blob(new { max_tokens = 5 }) });
        Assert.Contains("extraneous key [max_tokens]", more.Message, StringComparison.Ordinal);
    }

    [Theory, Boto3Data]
    public async Task What_a_prompt_decides_or_lacks_is_refused(Sdk sdk)
    {
        var modelId = (string)(await clients.Agent(sdk, "CreatePrompt", Prompt("refuse", "{{a}}"))).Output["arn"]!;
        var missing = await Ask(sdk, modelId, new { b = new { text = "x" } });
        Assert.Equal("ValidationException", missing.Error);
        Assert.Contains("variable a", missing.Message, StringComparison.Ordinal);
        var decided = await clients.Runtime(sdk, "Converse", new
        {
            modelId,
            promptVariables = new { a = new { text = "x" } },
            inferenceConfig = new { maxTokens = 3 },
        });
        Assert.Contains("inferenceConfig", decided.Message, StringComparison.Ordinal);
        var absent = await Ask(sdk, modelId + ":7", new { a = new { text = "x" } });
        Assert.Equal(("ResourceNotFoundException", 404), (absent.Error, absent.Status));
        var other = new { credentials = new { accessKeyId = "111122223333", secretAccessKey = "test" } };
        var foreign = await clients.Runtime(
            sdk, "Converse", new { modelId, promptVariables = new { a = new { text = "x" } } }, other);
        Assert.Equal("ValidationException", foreign.Error);
        var twice = await clients.Agent(sdk, "CreatePrompt", Prompt("refuse", "again"));
        Assert.Equal(("ConflictException", 409), (twice.Error, twice.Status));
    }

    [Fact]
    public async Task A_prompt_that_is_too_large_to_be_stored_is_refused()
    {
        using var http = new SignedHttp(clients.Server.Address);
        using var created = await http.Post("/prompts/", Prompt("large", new string('あ', 3_000_000)));

        Assert.Equal(400, (int)created.StatusCode);
        Assert.StartsWith(
            "variants: They have more than 15728640 bytes",
            (string)(await SignedHttp.Json(created))["message"]!,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Free_JSON_of_a_prompt_may_be_as_deep_as_a_request()
    {
        var deep = new string('[', 70) + new string(']', 70);
        const string variant = """
            "name": "v", "templateType": "TEXT", "templateConfiguration": {"text": {"text": "Hi"}}
            """;
        using var http = new SignedHttp(clients.Server.Address);

        using var created = await http.Send(
            HttpMethod.Post,
            "/prompts/",
            """{"name": "deep", "variants": [{"additionalModelRequestFields": {"deep": """ + deep + "}, " + variant + "}]}");
        var prompt = await created.Content.ReadAsStringAsync();

        Assert.Equal(201, (int)created.StatusCode);
        Assert.Contains(deep, prompt, StringComparison.Ordinal);
        var id = (string)JsonNode.Parse(prompt, documentOptions: new() { MaxDepth = 128 })!["id"]!;
        using var found = await http.Get($"/prompts/{id}/");
        Assert.Contains(deep, await found.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private Task<SdkResult> Get(Sdk sdk, string promptIdentifier, string? promptVersion = null) => clients.Agent(
        sdk,
        "GetPrompt",
        promptVersion is null ? new { promptIdentifier } : new { promptIdentifier, promptVersion });

    private Task<SdkResult> Ask(Sdk sdk, string modelId, object promptVariables) =>
        clients.Runtime(sdk, "Converse", new { modelId, promptVariables });

    private static string Text(JsonNode prompt) =>
        (string)prompt["variants"]![0]!["templateConfiguration"]!["text"]!["text"]!;

    private static object Prompt(string name, string text, int maxTokens = 8) =>
        new { name, defaultVariant = "v", variants = Variants(text, maxTokens) };

    private static object Changed(string promptIdentifier, string name, string text) =>
        new { promptIdentifier, name, defaultVariant = "v", variants = Variants(text, 8) };

    private static object[] Variants(string text, int maxTokens) =>
    [
        new
        {
            name = "v",
            templateType = "TEXT",
            modelId = Model,
            templateConfiguration = new { text = new { text } },
            inferenceConfiguration = new { text = new { maxTokens, temperature = 0 } },
        },
    ];

    private static object[] Turns(string text) => [new { role = "user", content = new[] { new { text } } }];
}
