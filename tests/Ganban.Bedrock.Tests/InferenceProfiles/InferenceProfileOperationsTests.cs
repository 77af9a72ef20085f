using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Tests.InferenceProfiles;

public sealed class InferenceProfileOperationsTests : IAsyncLifetime
{
    private const string Haiku = "arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();
    private readonly TestStore _test = TestStore.Open();

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => _test.DisposeAsync().AsTask();

    private async Task<string> Create(
        string copyFrom, string name = "my profile", string? token = null, OperationContext? call = null)
    {
        var request = new CreateInferenceProfileRequest
        {
            InferenceProfileName = name,
            Description = "For tests",
            ClientRequestToken = token,
            ModelSource = new InferenceProfileModelSource.CopyFrom(copyFrom),
            Tags = [new Tag { Key = "team", Value = "blue" }],
        };
        var response = await new CreateInferenceProfileHandler(Catalog, _test.Store)
            .Handle(request, call ?? TestStore.Call(), CancellationToken.None);
        return response.InferenceProfileArn;
    }

    private Task<GetInferenceProfileResponse> Get(string identifier, OperationContext? call = null) =>
        new GetInferenceProfileHandler(Catalog, new ApplicationProfiles(_test.Store)).Handle(
            new() { InferenceProfileIdentifier = identifier }, call ?? TestStore.Call(), CancellationToken.None);

    private Task<DeleteInferenceProfileResponse> Delete(string identifier) =>
        new DeleteInferenceProfileHandler(Catalog, new ApplicationProfiles(_test.Store), _test.Store).Handle(
            new() { InferenceProfileIdentifier = identifier }, TestStore.Call(), CancellationToken.None);

    private Task<ListInferenceProfilesResponse> List(
        string? type = null, int? maxResults = null, string? nextToken = null, string region = "us-east-1") =>
        new ListInferenceProfilesHandler(Catalog, _test.Store).Handle(
            new() { TypeEquals = type, MaxResults = maxResults, NextToken = nextToken },
            TestStore.Call(region),
            CancellationToken.None);

    [Fact]
    public async Task A_created_profile_has_a_twelve_character_id_and_is_found_by_id_and_arn()
    {
        var arn = await Create(Haiku);

        Assert.Matches("^arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/[a-z0-9]{12}$", arn);
        var profile = await Get(arn);
        Assert.Equal("my profile", profile.InferenceProfileName);
        Assert.Equal("For tests", profile.Description);
        Assert.Equal("APPLICATION", profile.Type);
        Assert.Equal([Haiku], profile.Models.Select(model => model.ModelArn));
        Assert.Equal(profile, await Get(profile.InferenceProfileId) with { Models = profile.Models });
    }

    [Fact]
    public async Task A_copy_of_a_system_profile_routes_where_that_does()
    {
        var arn = await Create("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0");

        Assert.Equal(3, (await Get(arn)).Models.Count);
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/no.such-model")]
    [InlineData("arn:aws:bedrock:us-west-2::foundation-model/anthropic.claude-3-haiku-20240307-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-premier-v1:0")]
    public async Task What_cannot_be_invoked_here_cannot_be_copied(string source) =>
        await Assert.ThrowsAsync<ValidationException>(() => Create(source));

    [Fact]
    public async Task The_same_token_makes_one_profile_and_another_request_with_it_is_a_conflict()
    {
        var first = await Create(Haiku, token: "token-1");

        Assert.Equal(first, await Create(Haiku, token: "token-1"));
        await Assert.ThrowsAsync<ConflictException>(() => Create(Haiku, name: "other", token: "token-1"));
        Assert.Single((await List("APPLICATION")).InferenceProfileSummaries!);
    }

    [Fact]
    public async Task A_profile_is_invisible_to_other_accounts_and_regions()
    {
        var arn = await Create(Haiku);
        var id = arn[^12..];

        foreach (var call in new[] { TestStore.Call(account: "999999999999"), TestStore.Call(region: "us-west-2") })
        {
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(arn, call));
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(id, call));
        }
    }

    [Fact]
    public async Task A_deleted_profile_and_its_tags_are_gone()
    {
        var arn = await Create(Haiku);

        await Delete(arn);

        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(arn));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Delete(arn));
        Assert.Empty(await _test.Store.GetTagsAsync(TestStore.Tenant(TestStore.Call()), arn, CancellationToken.None));
    }

    [Fact]
    public async Task System_defined_profiles_cannot_be_deleted() =>
        await Assert.ThrowsAsync<ValidationException>(() => Delete("us.amazon.nova-lite-v1:0"));

    [Fact]
    public async Task A_system_profile_is_shown_with_the_callers_account()
    {
        var profile = await Get("us.anthropic.claude-3-haiku-20240307-v1:0");

        Assert.Equal(
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
            profile.InferenceProfileArn);
        Assert.Equal("US Anthropic Claude 3 Haiku", profile.InferenceProfileName);
        Assert.Equal("SYSTEM_DEFINED", profile.Type);
        Assert.Equal(profile.InferenceProfileArn, (await Get(profile.InferenceProfileArn)).InferenceProfileArn);
    }

    [Theory]
    [InlineData("apac.amazon.nova-lite-v1:0")]
    [InlineData("abcdefghij12")]
    [InlineData("x")]
    public async Task A_profile_that_is_not_offered_or_does_not_exist_is_not_found(string identifier) =>
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Get(identifier));

    [Fact]
    public async Task Without_a_type_only_system_defined_profiles_of_the_region_are_listed()
    {
        await Create(Haiku);

        var tokyo = (await List(region: "ap-northeast-1")).InferenceProfileSummaries!;

        Assert.All(tokyo, profile => Assert.Equal("SYSTEM_DEFINED", profile.Type));
        Assert.Equal(
            ["apac", "global", "jp"],
            tokyo.Select(profile => profile.InferenceProfileId.Split('.')[0]).Distinct().Order());
    }

    [Theory]
    [InlineData("SYSTEM_DEFINED")]
    [InlineData("APPLICATION")]
    public async Task Pages_cover_everything_once(string type)
    {
        for (var i = 0; i < 5; i++)
        {
            await Create(Haiku, $"profile {i}");
        }

        var ids = new List<string>();
        string? token = null;
        do
        {
            var page = await List(type, maxResults: 2, token);
            Assert.InRange(page.InferenceProfileSummaries!.Count, 1, 2);
            ids.AddRange(page.InferenceProfileSummaries.Select(profile => profile.InferenceProfileId));
            token = page.NextToken;
        }
        while (token is not null);

        var all = (await List(type)).InferenceProfileSummaries!.Select(profile => profile.InferenceProfileId);
        Assert.Equal(all, ids);
    }

    [Theory]
    [InlineData("SYSTEM_DEFINED")]
    [InlineData("APPLICATION")]
    public async Task A_token_that_was_not_given_is_refused(string type) =>
        await Assert.ThrowsAsync<ValidationException>(() => List(type, nextToken: "bm9uc2Vuc2U"));
}
