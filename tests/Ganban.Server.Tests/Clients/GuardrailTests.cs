using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class GuardrailTests(ClientServer clients)
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_guardrail_lives_from_its_draft_over_versions_to_its_deletion(Sdk sdk)
    {
        var name = $"life-{sdk}";
        var created = (await Create(sdk, name, "falcon")).Output;
        var id = (string)created["guardrailId"]!;
        Assert.Matches("^[a-z0-9]{12}$", id);
        Assert.Equal($"arn:aws:bedrock:us-east-1:000000000000:guardrail/{id}", (string)created["guardrailArn"]!);
        Assert.Equal("DRAFT", (string)created["version"]!);
        Assert.Equal("ConflictException", (await Create(sdk, name, "other")).Error);

        var version = await clients.Bedrock(sdk, "CreateGuardrailVersion", new { guardrailIdentifier = id, description = "first" });
        Assert.Equal("1", (string)version.Output["version"]!);
        await clients.Bedrock(sdk, "UpdateGuardrail", Body(name, "eagle", id));
        Assert.Equal("eagle", Word((await Get(sdk, id, "DRAFT")).Output));
        var kept = (await Get(sdk, (string)created["guardrailArn"]!, "1")).Output;
        Assert.Equal(("falcon", "first", "READY"), (Word(kept), (string)kept["description"]!, (string)kept["status"]!));

        var listed = (await clients.Bedrock(sdk, "ListGuardrails", new { guardrailIdentifier = id })).Output;
        Assert.Equal(
            ["1", "DRAFT"], listed["guardrails"]!.AsArray().Select(guardrail => (string)guardrail!["version"]!).Order());

        await clients.Bedrock(sdk, "DeleteGuardrail", new { guardrailIdentifier = id, guardrailVersion = "1" });
        Assert.Equal("ResourceNotFoundException", (await Get(sdk, id, "1")).Error);
        Assert.Null((await Get(sdk, id, "DRAFT")).Error);
        await clients.Bedrock(sdk, "DeleteGuardrail", new { guardrailIdentifier = id });
        Assert.Equal("ResourceNotFoundException", (await Get(sdk, id, "DRAFT")).Error);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_guardrail_bears_tags_and_is_made_once_for_a_token(Sdk sdk)
    {
        var token = Guid.NewGuid().ToString();
        var first = await Create(sdk, $"once-{sdk}", "falcon", token);
        var again = await Create(sdk, $"once-{sdk}", "falcon", token);
        Assert.Equal((string)first.Output["guardrailId"]!, (string)again.Output["guardrailId"]!);
        Assert.Equal("ConflictException", (await Create(sdk, $"once-{sdk}", "eagle", token)).Error);
        var arn = (string)first.Output["guardrailArn"]!;
        var tags = new { resourceARN = arn, tags = new[] { new { key = "team", value = "blue" } } };
        await clients.Bedrock(sdk, "TagResource", tags);
        var listed = (await clients.Bedrock(sdk, "ListTagsForResource", new { resourceARN = arn })).Output;
        Assert.Equal("blue", (string)listed["tags"]![0]!["value"]!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task ApplyGuardrail_masks_and_blocks(Sdk sdk)
    {
        var id = (string)(await Create(sdk, $"apply-{sdk}", "falcon")).Output["guardrailId"]!;
        var masked = await Apply(sdk, id, "Write to taro@example.jp or call ０９０－１２３４－５６７８.");
        Assert.Equal("Write to {EMAIL} or call {PHONE}.", (string)masked.Output["outputs"]![0]!["text"]!);
        Assert.Equal(
            ("GUARDRAIL_INTERVENED", "Guardrail masked."),
            ((string)masked.Output["action"]!, (string)masked.Output["actionReason"]!));
        var entities = masked.Output["assessments"]![0]!["sensitiveInformationPolicy"]!["piiEntities"]!.AsArray();
        Assert.Equal(["EMAIL", "PHONE"], entities.Select(entity => (string)entity!["type"]!));

        var blocked = await Apply(sdk, id, "ＦＡＬＣＯＮについて");
        Assert.Equal("No input.", (string)blocked.Output["outputs"]![0]!["text"]!);
        Assert.Equal("NONE", (string)(await Apply(sdk, id, "Hello")).Output["action"]!);

        var missing = await Apply(sdk, "abcdefghijkl", "Hello");
        Assert.Equal(
            ("ValidationException", "The guardrail identifier or version provided in the request does not exist."),
            (missing.Error, missing.Message));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task Converse_and_its_stream_answer_a_blocked_prompt_with_the_guardrails_words(Sdk sdk)
    {
        var id = (string)(await Create(sdk, $"talk-{sdk}", "falcon")).Output["guardrailId"]!;
        var whole = await clients.Runtime(sdk, "Converse", Talk(id, "Tell me of the falcon"));
        Assert.Equal(("guardrail_intervened", "No input."), ((string)whole.Output["stopReason"]!, whole.AnswerText));
        Assert.Equal(200, whole.Status);
        Assert.Equal(
            "falcon",
            (string)whole.Output["trace"]!["guardrail"]!["inputAssessment"]![id]!["wordPolicy"]!["customWords"]![0]!["match"]!);

        var stream = await clients.Runtime(sdk, "ConverseStream", Talk(id, "Tell me of the falcon"));
        Assert.Equal("guardrail_intervened", (string)stream.Events[^2]["messageStop"]!["stopReason"]!);
        Assert.NotNull(stream.Events[^1]["metadata"]!["trace"]!["guardrail"]!["inputAssessment"]![id]);

        var clean = await clients.Runtime(sdk, "Converse", Talk(id, "Hello"));
        Assert.NotNull(clean.Output["trace"]!["guardrail"]!["outputAssessments"]![id]);
        Assert.NotEqual("No input.", clean.AnswerText);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task InvokeModel_says_in_its_body_what_the_guardrail_did(Sdk sdk)
    {
        var id = (string)(await Create(sdk, $"invoke-{sdk}", "falcon")).Output["guardrailId"]!;
        var blocked = (await clients.Runtime(sdk, "InvokeModel", Invocation(id, "falcon"))).Body;
        Assert.Equal("INTERVENED", (string)blocked["amazon-bedrock-guardrailAction"]!);
        Assert.Equal("No input.", (string)blocked["content"]![0]!["text"]!);
        Assert.NotNull(blocked["amazon-bedrock-trace"]!["guardrail"]!["input"]![id]);
        var clean = (await clients.Runtime(sdk, "InvokeModel", Invocation(id, "Hello"))).Body;
        Assert.Equal("NONE", (string)clean["amazon-bedrock-guardrailAction"]!);
    }

    [Theory, Boto3Data]
    public async Task Another_account_and_another_region_do_not_see_it(Sdk sdk)
    {
        var created = (await Create(sdk, $"own-{sdk}", "falcon")).Output;
        var input = new { guardrailIdentifier = (string)created["guardrailId"]! };
        var credentials = new { accessKeyId = "000000000077", secretAccessKey = "test" };
        Assert.Equal(
            "ResourceNotFoundException", (await clients.Bedrock(sdk, "GetGuardrail", input, new { credentials })).Error);
        Assert.Equal(
            "ResourceNotFoundException",
            (await clients.Bedrock(sdk, "GetGuardrail", input, new { region = "eu-west-1" })).Error);
        var talk = Talk((string)created["guardrailArn"]!, "Hello");
        Assert.Equal("ValidationException", (await clients.Runtime(sdk, "Converse", talk, new { credentials })).Error);
    }

    private Task<SdkResult> Create(Sdk sdk, string name, string word, string? token = null) =>
        clients.Bedrock(sdk, "CreateGuardrail", Body(name, word, token: token));

    private static JsonObject Body(string name, string word, string? id = null, string? token = null)
    {
        var body = new JsonObject
        {
            ["name"] = name,
            ["blockedInputMessaging"] = "No input.",
            ["blockedOutputsMessaging"] = "No output.",
            ["wordPolicyConfig"] = new JsonObject { ["wordsConfig"] = new JsonArray(new JsonObject { ["text"] = word }) },
            ["sensitiveInformationPolicyConfig"] = JsonNode.Parse(
                """{"piiEntitiesConfig":[{"type":"EMAIL","action":"ANONYMIZE"},{"type":"PHONE","action":"ANONYMIZE"}]}"""),
        };
        if (id is not null)
        {
            body["guardrailIdentifier"] = id;
        }

        if (token is not null)
        {
            body["clientRequestToken"] = token;
        }

        return body;
    }

    private Task<SdkResult> Get(Sdk sdk, string id, string version) => clients.Bedrock(
        sdk, "GetGuardrail", new { guardrailIdentifier = id, guardrailVersion = version });

    private static string Word(JsonNode guardrail) => (string)guardrail["wordPolicy"]!["words"]![0]!["text"]!;

    private Task<SdkResult> Apply(Sdk sdk, string id, string text) => clients.Runtime(sdk, "ApplyGuardrail", new
    {
        guardrailIdentifier = id,
        guardrailVersion = "DRAFT",
        source = "INPUT",
        content = new[] { new { text = new { text } } },
    });

    private static object Talk(string id, string text) => new
    {
        modelId = Model,
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
        inferenceConfig = new { maxTokens = 5 },
        guardrailConfig = new { guardrailIdentifier = id, guardrailVersion = "DRAFT", trace = "enabled" },
    };

    private static object Invocation(string id, string text) => new
    {
        modelId = Model,
        contentType = "application/json",
        guardrailIdentifier = id,
        guardrailVersion = "DRAFT",
        trace = "ENABLED",
        body = ClientServer.Blob(new
        {
            anthropic_version = "bedrock-2023-05-31",
            max_tokens = 5,
            messages = new[] { new { role = "user", content = text } },
        }),
    };
}
