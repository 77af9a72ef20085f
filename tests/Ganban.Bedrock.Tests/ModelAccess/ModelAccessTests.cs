using System.Text;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.ModelAccess;
using Ganban.Contracts.Bedrock;
using Runtime = Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Tests.ModelAccess;

public sealed class ModelAccessTests : IAsyncLifetime
{
    private const string Llama = "meta.llama3-8b-instruct-v1:0";
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();
    private readonly TestStore _test = TestStore.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _test.DisposeAsync().AsTask();

    private ModelAccessPolicy Policy(bool grantAll = false) =>
        new(_test.Store, new ModelAccessOptions { GrantAll = grantAll });

    private Task Require(string modelId, bool grantAll = false) => Policy(grantAll).Require(
        TestStore.Tenant(TestStore.Call()), Catalog.FindModel(modelId)!, CancellationToken.None);

    private static async Task<Offer> Offer(string modelId)
    {
        var response = await new ListFoundationModelAgreementOffersHandler(Catalog)
            .Handle(new() { ModelId = modelId }, TestStore.Call(), CancellationToken.None);
        return Assert.Single(response.Offers);
    }

    private async Task Agree(string modelId, string token) =>
        await new CreateFoundationModelAgreementHandler(Catalog, _test.Store)
            .Handle(new() { ModelId = modelId, OfferToken = token }, TestStore.Call(), CancellationToken.None);

    private async Task EndAgreement(string modelId) =>
        await new DeleteFoundationModelAgreementHandler(Catalog, _test.Store)
            .Handle(new() { ModelId = modelId }, TestStore.Call(), CancellationToken.None);

    private async Task PutForm(string text) =>
        await new PutUseCaseForModelAccessHandler(_test.Store)
            .Handle(new() { FormData = Encoding.UTF8.GetBytes(text) }, TestStore.Call(), CancellationToken.None);

    private Task<GetFoundationModelAvailabilityResponse> Availability(string modelId, bool grantAll = false) =>
        new GetFoundationModelAvailabilityHandler(Catalog, Policy(grantAll))
            .Handle(new() { ModelId = modelId }, TestStore.Call(), CancellationToken.None);

    [Fact]
    public async Task When_all_is_granted_no_agreement_is_needed()
    {
        await Require(Haiku, grantAll: true);

        var availability = await Availability(Haiku, grantAll: true);
        Assert.Equal("AVAILABLE", availability.AgreementAvailability.Status);
        Assert.Equal("AUTHORIZED", availability.AuthorizationStatus);
        Assert.Equal("AVAILABLE", availability.EntitlementAvailability);
        Assert.Equal("AVAILABLE", availability.RegionAvailability);
    }

    [Fact]
    public async Task Without_an_agreement_a_model_is_refused_in_bedrocks_words()
    {
        var error = await Assert.ThrowsAsync<Runtime.AccessDeniedException>(() => Require(Llama));
        Assert.Equal("You don't have access to the model with the specified model ID.", error.Message);
        Assert.Equal("NOT_AVAILABLE", (await Availability(Llama)).AgreementAvailability.Status);
    }

    [Fact]
    public async Task An_agreement_opens_the_model_until_it_ends()
    {
        await Agree(Llama, (await Offer(Llama)).OfferToken);
        await Require(Llama);
        Assert.Equal("AVAILABLE", (await Availability(Llama)).EntitlementAvailability);

        await EndAgreement(Llama);
        await Assert.ThrowsAsync<Runtime.AccessDeniedException>(() => Require(Llama));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => EndAgreement(Llama));
    }

    [Fact]
    public async Task An_agreement_covers_the_models_variants()
    {
        await Agree("amazon.nova-lite-v1:0", (await Offer("amazon.nova-lite-v1:0")).OfferToken);

        await Require("amazon.nova-lite-v1:0:24k");
    }

    [Fact]
    public async Task Anthropics_models_want_the_use_case_form_too()
    {
        await Agree(Haiku, (await Offer(Haiku)).OfferToken);
        await Assert.ThrowsAsync<Runtime.ResourceNotFoundException>(() => Require(Haiku));
        Assert.Equal("NOT_AUTHORIZED", (await Availability(Haiku)).AuthorizationStatus);

        await PutForm("{\"companyName\":\"Example\"}");
        await Require(Haiku);
    }

    [Fact]
    public async Task The_form_comes_back_as_it_was_put_last()
    {
        var get = new GetUseCaseForModelAccessHandler(_test.Store);
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => get.Handle(new(), TestStore.Call(), CancellationToken.None));

        await PutForm("first version");
        await PutForm("second version");

        var form = await get.Handle(new(), TestStore.Call(), CancellationToken.None);
        Assert.Equal("second version", Encoding.UTF8.GetString(form.FormData.Span));
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => get.Handle(new(), TestStore.Call(account: "999999999999"), CancellationToken.None));
    }

    [Fact]
    public async Task Another_models_offer_token_is_refused() =>
        await Assert.ThrowsAsync<ValidationException>(async () => await Agree(Llama, (await Offer(Haiku)).OfferToken));

    [Fact]
    public async Task A_second_agreement_is_a_conflict()
    {
        var token = (await Offer(Llama)).OfferToken;
        await Agree(Llama, token);

        await Assert.ThrowsAsync<ConflictException>(() => Agree(Llama, token));
    }

    [Fact]
    public async Task An_offer_shows_the_models_prices()
    {
        var rates = (await Offer(Haiku)).TermDetails.UsageBasedPricingTerm.RateCard;

        var input = Assert.Single(rates, rate => rate.Dimension == "InputTokenCount");
        Assert.Equal("0.00025", input.Price);
        Assert.Equal("1K tokens", input.Unit);
    }

    [Fact]
    public async Task An_unknown_model_is_refused_everywhere()
    {
        await Assert.ThrowsAsync<ValidationException>(() => Offer("no.such-model"));
        await Assert.ThrowsAsync<ValidationException>(() => Agree("no.such-model", "token"));
        await Assert.ThrowsAsync<ValidationException>(() => EndAgreement("no.such-model"));
        await Assert.ThrowsAsync<ValidationException>(() => Availability("no.such-model"));
    }
}
