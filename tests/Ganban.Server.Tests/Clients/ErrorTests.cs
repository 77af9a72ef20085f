namespace Ganban.Server.Tests.Clients;

[Collection(ClientTests.Name)]
public sealed class ErrorTests(ClientServer clients)
{
    [Theory, JavaScriptData, Boto3Data]
    public async Task An_unknown_model_is_a_ValidationException_with_a_request_id(Sdk sdk)
    {
        var refused = await Converse(sdk, new { modelId = "nobody.knows-this-v1", messages = Turns("Hello") });

        Assert.Equal(("ValidationException", 400), (refused.Error, refused.Status));
        Assert.Equal("The provided model identifier is invalid.", refused.Message);
        Assert.True(Guid.TryParse(refused.RequestId, out _));
    }

    [Theory, JavaScriptData]
    public async Task Every_broken_constraint_is_told_at_once(Sdk sdk)
    {
        var refused = await Converse(sdk, new
        {
            modelId = "anthropic.claude-3-haiku-20240307-v1:0",
            messages = Turns("Hello"),
            inferenceConfig = new { maxTokens = 0, temperature = 2 },
        });

        Assert.Equal(("ValidationException", 400), (refused.Error, refused.Status));
        Assert.StartsWith("2 validation errors detected: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(
            "at 'inferenceConfig.maxTokens' failed to satisfy constraint: Member must",
            refused.Message,
            StringComparison.Ordinal);
        Assert.Contains(
            "at 'inferenceConfig.temperature' failed to satisfy constraint: Member must",
            refused.Message,
            StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task The_rules_of_conversations_are_told_in_the_services_words(Sdk sdk)
    {
        var refused = await Converse(sdk, new
        {
            modelId = "anthropic.claude-3-haiku-20240307-v1:0",
            messages = new[] { new { role = "assistant", content = new[] { new { text = "Hello" } } } },
        });

        Assert.Equal("ValidationException", refused.Error);
        Assert.Equal(
            "A conversation must start with a user message. "
            + "Try again with a conversation that starts with a user message.",
            refused.Message);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_refusal_before_the_first_event_is_a_plain_error_of_the_stream(Sdk sdk)
    {
        var refused = await clients.Runtime(
            sdk, "ConverseStream", new { modelId = "nobody.knows-this-v1", messages = Turns("Hello") });

        Assert.Equal(("ValidationException", 400), (refused.Error, refused.Status));
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task What_is_not_implemented_says_so_with_its_name(Sdk sdk)
    {
        var refused = await clients.Bedrock(sdk, "ListCustomModels");

        Assert.Equal(501, refused.Status);
        Assert.Equal("NotImplementedException", refused.Error);
        Assert.Contains("ListCustomModels", refused.Message, StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task A_wrong_secret_is_refused(Sdk sdk)
    {
        var credentials = new { accessKeyId = "test", secretAccessKey = "wrong" };
        var refused = await clients.Bedrock(sdk, "ListInferenceProfiles", more: new { credentials });

        Assert.Equal(("InvalidSignatureException", 403), (refused.Error, refused.Status));
        Assert.StartsWith(
            "The request signature we calculated does not match", refused.Message, StringComparison.Ordinal);
    }

    [Theory, JavaScriptData, Boto3Data]
    public async Task An_unknown_key_is_refused(Sdk sdk)
    {
        var credentials = new { accessKeyId = "AKIAUNKNOWN", secretAccessKey = "test" };
        var refused = await clients.Bedrock(sdk, "ListInferenceProfiles", more: new { credentials });

        Assert.Equal(("UnrecognizedClientException", 403), (refused.Error, refused.Status));
    }

    private Task<SdkResult> Converse(Sdk sdk, object input) => clients.Runtime(sdk, "Converse", input);

    private static object[] Turns(string text) => [new { role = "user", content = new[] { new { text } } }];
}
