using Ganban.Bedrock.Tests.Invocation;

namespace Ganban.Bedrock.Tests.ProvisionedThroughput;

/// <summary>Provisioned throughput as the modelId of the runtime's operations.</summary>
public sealed class ProvisionedInvocationTests : IAsyncLifetime
{
    private const string Only = "anthropic.claude-3-haiku-20240307-v1:0:200k";
    private const string Hi = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""";
    private const string Claude =
        """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[{"role":"user","content":"Hi"}]}""";

    private readonly Runtime _runtime = Runtime.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _runtime.DisposeAsync().AsTask();

    [Fact]
    public async Task A_model_that_is_offered_only_so_answers_through_it()
    {
        Assert.Contains(
            "on-demand throughput", (await _runtime.Refused("Converse", Only, Hi)).Message, StringComparison.Ordinal);

        var arn = await _runtime.Provision(Only, "mine");

        foreach (var modelId in new[] { arn, arn[^12..], "mine" })
        {
            Assert.Contains("\"assistant\"", await _runtime.Converse(modelId, Hi), StringComparison.Ordinal);
            Assert.Contains("\"assistant\"", await _runtime.Invoke(modelId, Claude), StringComparison.Ordinal);
            Assert.NotEmpty(await _runtime.ConverseStream(modelId, Hi));
            Assert.NotEmpty(await _runtime.InvokeStream(modelId, Claude));
        }
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/abcdefghij12", 404)]
    [InlineData("arn:aws:bedrock:us-east-1:999999999999:provisioned-model/abcdefghij12", 404)]
    [InlineData("abcdefghij12", 400)]
    [InlineData("nobodys", 400)]
    public async Task An_unknown_one_is_refused_in_the_services_words(string modelId, int status)
    {
        var error = await _runtime.Refused("Converse", modelId, Hi);

        Assert.Equal(status, error.Status);
        Assert.Equal(
            status == 404
                ? ("ResourceNotFoundException", "Could not resolve the foundation model from the provided model identifier.")
                : ("ValidationException", "The provided model identifier is invalid."),
            (error.Code, error.Message));
    }
}
