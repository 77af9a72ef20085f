using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class GetFoundationModelTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    private static async Task<FoundationModelDetails> Get(string identifier)
    {
        var handler = new GetFoundationModelHandler(Catalog);
        var request = new GetFoundationModelRequest { ModelIdentifier = identifier };
        return (await handler.Handle(request, TestStore.Call(), CancellationToken.None)).ModelDetails!;
    }

    [Theory]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0")]
    public async Task A_model_is_shown_by_id_and_by_arn(string identifier)
    {
        var model = await Get(identifier);

        Assert.Equal("anthropic.claude-3-haiku-20240307-v1:0", model.ModelId);
        Assert.Equal("Claude 3 Haiku", model.ModelName);
        Assert.Equal("Anthropic", model.ProviderName);
        Assert.Equal(["TEXT", "IMAGE"], model.InputModalities);
        Assert.True(model.ResponseStreamingSupported);
        Assert.Equal("LEGACY", model.ModelLifecycle!.Status);
    }

    [Fact]
    public async Task A_variant_is_shown_with_its_own_inference_types()
    {
        var model = await Get("anthropic.claude-3-haiku-20240307-v1:0:200k");

        Assert.Equal(["PROVISIONED"], model.InferenceTypesSupported);
    }

    [Theory]
    [InlineData("no.such-model")]
    [InlineData("us.amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0")]
    public async Task What_is_no_model_here_is_refused_in_bedrocks_words(string identifier)
    {
        var error = await Assert.ThrowsAsync<ValidationException>(() => Get(identifier));
        Assert.Equal("The provided model identifier is invalid.", error.Message);
    }
}
