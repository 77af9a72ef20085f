namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class PromptRouterTests(ClientServer clients)
{
    private const string Small = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
    private const string Large = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-sonnet-20240229-v1:0";
    private const string Default = "arn:aws:bedrock:us-east-1:000000000000:default-prompt-router/meta.llama:1";

    private const string Demanding =
        "Compare the two designs in detail, explain why each fails, prove the bound step by step and plan a refactoring:\n"
        + "1. def f(x):\n2. class A {\n3. return x;\n4. SELECT a == b\n5. x != y?\n6. z >= 3?\n7. why?";

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_router_lives_from_its_creation_to_its_deletion(Sdk sdk)
    {
        var arn = await Create(sdk, $"life-{sdk}", 25);
        Assert.Matches("^arn:aws:bedrock:us-east-1:000000000000:prompt-router/[a-z0-9]{12}$", arn);

        var shown = (await clients.Bedrock(sdk, "GetPromptRouter", new { promptRouterArn = arn })).Output;
        Assert.Equal($"life-{sdk}", (string)shown["promptRouterName"]!);
        Assert.Equal(25, (double)shown["routingCriteria"]!["responseQualityDifference"]!);
        Assert.Equal(Large, (string)shown["fallbackModel"]!["modelArn"]!);
        Assert.Equal(("AVAILABLE", "custom"), ((string)shown["status"]!, (string)shown["type"]!));
        Assert.Contains(arn, await List(sdk, "custom"));
        Assert.DoesNotContain(Default, await List(sdk, "custom"));

        await clients.Bedrock(sdk, "DeletePromptRouter", new { promptRouterArn = arn });
        var gone = await clients.Bedrock(sdk, "GetPromptRouter", new { promptRouterArn = arn });
        Assert.Equal(("ResourceNotFoundException", 404), (gone.Error, gone.Status));
        Assert.DoesNotContain(arn, await List(sdk, "custom"));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_default_routers_are_there_and_stay(Sdk sdk)
    {
        Assert.Equal(
            ["amazon.nova:1", "anthropic.claude:1", "meta.llama:1"],
            (await List(sdk, "default")).Select(arn => arn.Split('/')[1]));
        var kept = await clients.Bedrock(sdk, "DeletePromptRouter", new { promptRouterArn = Default });
        Assert.Equal("ValidationException", kept.Error);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_list_of_routers_comes_in_pages(Sdk sdk)
    {
        var arns = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            arns.Add(await Create(sdk, $"page-{sdk}-{i}", 10));
        }

        var found = new List<string>();
        string? token = null;
        do
        {
            var page = (await clients.Bedrock(
                sdk, "ListPromptRouters", token is null ? new { maxResults = 2 } : new { maxResults = 2, nextToken = token }))
                .Output;
            found.AddRange(page["promptRouterSummaries"]!.AsArray().Select(router => (string)router!["promptRouterArn"]!));
            token = (string?)page["nextToken"];
        }
        while (token is not null);

        Assert.Equal(found.Count, found.Distinct().Count());
        Assert.Superset(arns.Append(Default).ToHashSet(), found.ToHashSet());
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_cheaper_model_answers_what_is_easy_and_the_other_what_is_not(Sdk sdk)
    {
        var router = await Create(sdk, $"route-{sdk}", 25);

        var easy = await Converse(sdk, router, "Hello");
        Assert.Equal(Small, (string)easy.Output["trace"]!["promptRouter"]!["invokedModelId"]!);
        Assert.Equal("difficulty=0.000; difference=0.0; threshold=25.0", easy.Header("x-ganban-routing"));

        var hard = await Converse(sdk, router, Demanding);
        Assert.Equal(Large, (string)hard.Output["trace"]!["promptRouter"]!["invokedModelId"]!);

        var stream = await clients.Runtime(sdk, "ConverseStream", Request(router, Demanding));
        Assert.Equal(Large, (string)stream.Events[^1]["metadata"]!["trace"]!["promptRouter"]!["invokedModelId"]!);

        var patient = await Create(sdk, $"patient-{sdk}", 100);
        var still = await Converse(sdk, patient, Demanding);
        Assert.Equal(Small, (string)still.Output["trace"]!["promptRouter"]!["invokedModelId"]!);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_body_in_the_models_format_is_routed_too(Sdk sdk)
    {
        var answer = await clients.Runtime(sdk, "InvokeModel", new
        {
            modelId = Default,
            contentType = "application/json",
            body = ClientServer.Blob(new { prompt = "Hello", max_gen_len = 2 }),
        });
        Assert.Equal(2, (int)answer.Body["generation_token_count"]!);
        Assert.StartsWith("difficulty=0.000", answer.Header("x-ganban-routing"), StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_router_that_can_not_work_is_refused(Sdk sdk)
    {
        var other = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-text-express-v1";
        var picture = "arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-image-generator-v1";
        Assert.Contains("2 models", (await Try(sdk, [Small], Small)).Message, StringComparison.Ordinal);
        Assert.Contains("one provider", (await Try(sdk, [Small], other)).Message, StringComparison.Ordinal);
        Assert.Contains("text", (await Try(sdk, [other], picture)).Message, StringComparison.Ordinal);
        Assert.Contains("does not exist", (await Try(sdk, [Small + "x"], Large)).Message, StringComparison.Ordinal);
        await Create(sdk, $"twice-{sdk}", 1);
        var twice = await Try(sdk, [Small], Large, $"twice-{sdk}");
        Assert.Equal(("ConflictException", 400), (twice.Error, twice.Status));
    }

    private async Task<string> Create(Sdk sdk, string name, double difference) => (string)(await clients.Bedrock(
        sdk,
        "CreatePromptRouter",
        new
        {
            promptRouterName = name,
            models = new[] { new { modelArn = Small }, new { modelArn = Large } },
            fallbackModel = new { modelArn = Large },
            routingCriteria = new { responseQualityDifference = difference },
        })).Output["promptRouterArn"]!;

    private Task<SdkResult> Try(Sdk sdk, string[] models, string fallback, string name = "never") => clients.Bedrock(
        sdk,
        "CreatePromptRouter",
        new
        {
            promptRouterName = name,
            models = models.Select(model => new { modelArn = model }),
            fallbackModel = new { modelArn = fallback },
            routingCriteria = new { responseQualityDifference = 5 },
        });

    private async Task<List<string>> List(Sdk sdk, string type)
    {
        var listed = await clients.Bedrock(sdk, "ListPromptRouters", new { type });
        return
        [
            .. listed.Output["promptRouterSummaries"]!.AsArray().Select(router => (string)router!["promptRouterArn"]!),
        ];
    }

    private Task<SdkResult> Converse(Sdk sdk, string modelId, string text) =>
        clients.Runtime(sdk, "Converse", Request(modelId, text));

    private static object Request(string modelId, string text) => new
    {
        modelId,
        messages = new[] { new { role = "user", content = new[] { new { text } } } },
        inferenceConfig = new { maxTokens = 1 },
    };
}
