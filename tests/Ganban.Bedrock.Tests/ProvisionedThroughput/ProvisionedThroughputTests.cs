using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.ModelAccess;
using Ganban.Bedrock.ProvisionedThroughput;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Tests.ProvisionedThroughput;

public sealed class ProvisionedThroughputTests : IAsyncLifetime
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0:200k";
    private const string HaikuArn = "arn:aws:bedrock:us-east-1::foundation-model/" + Haiku;
    private const string Titan = "amazon.titan-text-express-v1:0:8k";
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();
    private readonly SetClock _clock = new() { Now = TimeProvider.System.GetUtcNow() };
    private readonly TestStore _test = TestStore.Open();

    private ProvisionedModels Models => new(_test.Store);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _test.DisposeAsync().AsTask();

    [Fact]
    public async Task It_is_in_service_at_once_and_found_by_arn_id_and_name()
    {
        var arn = await Create("first", units: 3);

        Assert.Matches("^arn:aws:bedrock:us-east-1:123456789012:provisioned-model/[a-z0-9]{12}$", arn);
        var shown = await Get(arn);
        Assert.Equal(
            ("first", "InService", arn), (shown.ProvisionedModelName, shown.Status, shown.ProvisionedModelArn));
        Assert.Equal((HaikuArn, HaikuArn, HaikuArn), (shown.ModelArn, shown.DesiredModelArn, shown.FoundationModelArn));
        Assert.Equal((3, 3), (shown.ModelUnits, shown.DesiredModelUnits));
        Assert.Null(shown.CommitmentDuration);
        Assert.Null(shown.CommitmentExpirationTime);
        Assert.Equal(shown, await Get(arn[^12..]));
        Assert.Equal(shown, await Get("first"));
    }

    [Theory]
    [InlineData("no.such-model", "The provided model identifier is invalid.")]
    [InlineData("us.amazon.nova-lite-v1:0", "The provided model identifier is invalid.")]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", Haiku)]
    [InlineData("mistral.mistral-7b-instruct-v0:2", "byInferenceType=PROVISIONED")]
    public async Task A_model_that_does_not_offer_it_is_refused(string model, string words)
    {
        var error = await Assert.ThrowsAsync<ValidationException>(() => Create("never", model));
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_custom_model_is_refused_as_not_done()
    {
        var custom = "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghij12";
        Assert.Equal(501, (await Assert.ThrowsAsync<ModelledException>(() => Create("never", custom))).Status);
    }

    [Fact]
    public async Task A_model_without_access_is_refused()
    {
        var error = await Assert.ThrowsAnyAsync<ModelledException>(() => Create("never", hasAccess: false));
        Assert.Equal(("AccessDeniedException", 403), (error.Code, error.Status));
    }

    [Fact]
    public async Task Names_are_unique_in_account_and_region()
    {
        await Create("first");
        var second = await Create("second");

        await Assert.ThrowsAsync<ValidationException>(() => Create("first", Titan));
        await Assert.ThrowsAsync<ValidationException>(() => Update(second, "first"));
        await Create("first", call: TestStore.Call(account: "999999999999"));
    }

    [Fact]
    public async Task The_same_token_makes_one_and_another_request_with_it_is_refused()
    {
        var first = await Create("first", token: "token-1");

        Assert.Equal(first, await Create("first", token: "token-1"));
        await Assert.ThrowsAsync<ValidationException>(() => Create("first", units: 2, token: "token-1"));
        Assert.Single(await List(new()));
    }

    [Theory]
    [InlineData("OneMonth", 1)]
    [InlineData("SixMonths", 6)]
    public async Task What_is_committed_can_be_deleted_when_the_commitment_is_over(string commitment, int months)
    {
        var arn = await Create("committed", commitment: commitment);
        var shown = await Get(arn);
        Assert.Equal(commitment, shown.CommitmentDuration);
        Assert.Equal(_clock.Now.AddMonths(months), shown.CommitmentExpirationTime);

        _clock.Now = _clock.Now.AddMonths(months).AddSeconds(-1);
        await Assert.ThrowsAsync<ConflictException>(() => Delete(arn));
        _clock.Now = _clock.Now.AddSeconds(1);
        await Delete(arn);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(arn));
    }

    [Fact]
    public async Task A_deleted_one_and_its_tags_are_gone_and_its_name_is_free()
    {
        var arn = await Create("first");
        var tags = new ResourceTags(_test.Store, [Models]);
        var tenant = TestStore.Tenant(TestStore.Call());
        Assert.Equal("blue", (await tags.List(tenant, arn, default))!["team"]);

        await Delete("first");

        Assert.Null(await tags.List(tenant, arn, default));
        Assert.Empty(await _test.Store.GetTagsAsync(tenant, arn, default));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Delete(arn));
        await Create("first");
    }

    [Fact]
    public async Task Its_name_can_be_changed_and_its_model_can_not()
    {
        var arn = await Create("old");

        await Update("old", "new");

        Assert.Equal("new", (await Get(arn)).ProvisionedModelName);
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get("old"));
        await Assert.ThrowsAsync<ValidationException>(() => Update(arn, name: null, Titan));
    }

    [Fact]
    public async Task It_is_not_found_by_other_accounts_and_in_other_regions()
    {
        var arn = await Create("first");

        foreach (var call in new[] { TestStore.Call(account: "999999999999"), TestStore.Call(region: "us-west-2") })
        {
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(arn, call));
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(arn[^12..], call));
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get("first", call));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("fir")]
    [InlineData("FIRST")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/first")]
    [InlineData("an-identifier-that-is-longer-than-the-longest-name-of-the-contract")]
    public async Task Nothing_else_is_its_name(string identifier)
    {
        await Create("first");

        Assert.Null(await Models.Find(TestStore.Tenant(TestStore.Call()), identifier, default));
    }

    [Fact]
    public async Task Lists_are_filtered_sorted_and_in_pages()
    {
        await Create("a-1");
        await Create("b-1", Titan);
        await Create("a-2");

        Assert.Equal(["a-2", "b-1", "a-1"], await List(new() { SortBy = "CreationTime" }));
        Assert.Equal(["a-1", "b-1", "a-2"], await List(new() { SortOrder = "Ascending" }));
        Assert.Equal(["a-2", "a-1"], await List(new() { NameContains = "a-", StatusEquals = "InService" }));
        Assert.Equal(["a-2", "a-1"], await List(new() { ModelArnEquals = HaikuArn }));
        Assert.Empty(await List(new() { StatusEquals = "Creating" }));
        Assert.Empty(await List(new() { CreationTimeAfter = TimeProvider.System.GetUtcNow().AddDays(1) }));
        Assert.Empty(await List(new() { CreationTimeBefore = TimeProvider.System.GetUtcNow().AddDays(-1) }));

        var page = await Page(new() { MaxResults = 2 });
        Assert.Equal(2, page.ProvisionedModelSummaries!.Count);
        var last = await Page(new() { MaxResults = 2, NextToken = page.NextToken });
        Assert.Null(last.NextToken);
        Assert.Equal("a-1", Assert.Single(last.ProvisionedModelSummaries!).ProvisionedModelName);
        await Assert.ThrowsAsync<ValidationException>(() => Page(new() { NextToken = "nonsense" }));
    }

    [Fact]
    public async Task Its_hours_are_in_the_costs_until_it_is_deleted()
    {
        _clock.Now = new DateTimeOffset(2026, 1, 30, 12, 0, 0, TimeSpan.Zero);
        await Create("priced", Titan, units: 2);
        await Create("unpriced");
        _clock.Now = _clock.Now.AddHours(24);
        await Delete("priced");
        await Delete("unpriced");
        _clock.Now = _clock.Now.AddDays(10);

        var days = await Costs(new SpendQuery(null, null, "day"));
        Assert.Equal(["2026-01-30 492.0 1", "2026-01-31 492.0 1"], days);
        var models = await Costs(new SpendQuery("2026-01-31", "2026-01-31", "model"));
        Assert.Equal([$"{Titan} 492.0 0", $"{Haiku} 0 1"], models);
        Assert.Empty(await Costs(new SpendQuery("2026-02-01", null, "model")));
    }

    private async Task<List<string>> Costs(SpendQuery query)
    {
        var sums = await new SpendReport(_test.Store, _clock).Read(query, default);
        return
        [
            .. sums.Select(sum => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{sum.Key} {sum.Value.Usd} {sum.Value.Unpriced}")),
        ];
    }

    private async Task<string> Create(
        string name,
        string model = Haiku,
        int units = 1,
        string? commitment = null,
        string? token = null,
        bool hasAccess = true,
        OperationContext? call = null)
    {
        var request = new CreateProvisionedModelThroughputRequest
        {
            ProvisionedModelName = name,
            ModelId = model,
            ModelUnits = units,
            CommitmentDuration = commitment,
            ClientRequestToken = token,
            Tags = [new Tag { Key = "team", Value = "blue" }],
        };
        var access = new ModelAccessPolicy(_test.Store, new ModelAccessOptions { GrantAll = hasAccess });
        var response = await new CreateProvisionedModelThroughputHandler(Catalog, access, _test.Store, _clock)
            .Handle(request, call ?? TestStore.Call(), default);
        return response.ProvisionedModelArn;
    }

    private Task<GetProvisionedModelThroughputResponse> Get(string identifier, OperationContext? call = null) =>
        new GetProvisionedModelThroughputHandler(Models).Handle(
            new() { ProvisionedModelId = identifier }, call ?? TestStore.Call(), default);

    private Task<DeleteProvisionedModelThroughputResponse> Delete(string identifier) =>
        new DeleteProvisionedModelThroughputHandler(Models, _test.Store, _clock).Handle(
            new() { ProvisionedModelId = identifier }, TestStore.Call(), default);

    private Task<UpdateProvisionedModelThroughputResponse> Update(
        string identifier, string? name, string? model = null) =>
        new UpdateProvisionedModelThroughputHandler(Models, _test.Store).Handle(
            new() { ProvisionedModelId = identifier, DesiredProvisionedModelName = name, DesiredModelId = model },
            TestStore.Call(),
            default);

    private Task<ListProvisionedModelThroughputsResponse> Page(ListProvisionedModelThroughputsRequest request) =>
        new ListProvisionedModelThroughputsHandler(_test.Store).Handle(request, TestStore.Call(), default);

    private async Task<List<string>> List(ListProvisionedModelThroughputsRequest request) =>
        [.. (await Page(request)).ProvisionedModelSummaries!.Select(model => model.ProvisionedModelName)];

    private sealed class SetClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
