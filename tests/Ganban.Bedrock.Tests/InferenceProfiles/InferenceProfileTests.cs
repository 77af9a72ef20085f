using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;

namespace Ganban.Bedrock.Tests.InferenceProfiles;

public sealed class InferenceProfileTests
{
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    private static InferenceProfile Profile(string id) =>
        Catalog.FindProfile(id) ?? throw new InvalidOperationException($"The catalog has no profile {id}.");

    [Fact]
    public void A_profile_names_the_callers_account_and_region() =>
        Assert.Equal(
            "arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-3-haiku-20240307-v1:0",
            Profile("us.anthropic.claude-3-haiku-20240307-v1:0").Arn("123456789012", "us-east-1"));

    [Fact]
    public void Destinations_depend_on_the_source_region()
    {
        var profile = Profile("us.anthropic.claude-3-haiku-20240307-v1:0");
        const string Model = "foundation-model/anthropic.claude-3-haiku-20240307-v1:0";

        Assert.Equal(
            [$"arn:aws:bedrock:us-east-1::{Model}", $"arn:aws:bedrock:us-west-2::{Model}"],
            profile.ModelArns("us-west-2"));
        Assert.Equal(
            "Routes requests to Anthropic Claude 3 Haiku in us-east-1, us-east-2 and us-west-2.",
            profile.Description("us-east-2"));
    }

    [Theory]
    [InlineData("us.anthropic.claude-3-haiku-20240307-v1:0", "us-east-2", "us-east-2")]
    [InlineData("apac.amazon.nova-lite-v1:0", "ap-east-1", "ap-northeast-1")]
    [InlineData("global.anthropic.claude-sonnet-4-20250514-v1:0", "ap-northeast-1", "ap-northeast-1")]
    public void A_caller_is_served_in_its_own_region_where_the_profile_leads_there(
        string id, string from, string served) => Assert.Equal(served, Profile(id).ServedIn(from));

    [Fact]
    public void A_global_profile_lists_an_arn_without_region_and_the_source_region()
    {
        var profile = Profile("global.anthropic.claude-sonnet-4-20250514-v1:0");

        Assert.True(profile.IsGlobal);
        Assert.Equal(
            [
                "arn:aws:bedrock:::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
                "arn:aws:bedrock:ap-northeast-1::foundation-model/anthropic.claude-sonnet-4-20250514-v1:0",
            ],
            profile.ModelArns("ap-northeast-1"));
        Assert.Equal(
            "Routes requests to Claude Sonnet 4 globally across all supported AWS Regions.",
            profile.Description("ap-northeast-1"));
    }

    [Theory]
    [InlineData("apac.amazon.nova-lite-v1:0", "APAC Nova Lite")]
    [InlineData("eu.anthropic.claude-3-haiku-20240307-v1:0", "EU Anthropic Claude 3 Haiku")]
    [InlineData("us.meta.llama3-1-405b-instruct-v1:0", "US Meta Llama 3.1 405B Instruct")]
    [InlineData("us.deepseek.v3.2", "US DeepSeek-V3.2")]
    [InlineData("us.amazon.nova-pro-v1:0", "US Nova Pro")]
    public void Names_that_no_listing_shows_are_formed_like_those_it_shows(string id, string name) =>
        Assert.Equal(name, Profile(id).Name);

    [Theory]
    [InlineData("us.amazon.nova-lite-v1:0", "us-west-2", true)]
    [InlineData("us.amazon.nova-lite-v1:0", "ap-northeast-1", false)]
    [InlineData("us.amazon.nova-lite-v1:0", "us-gov-west-1", false)]
    [InlineData("apac.amazon.nova-lite-v1:0", "ap-northeast-1", true)]
    [InlineData("jp.anthropic.claude-sonnet-4-5-20250929-v1:0", "ap-northeast-3", true)]
    [InlineData("jp.anthropic.claude-sonnet-4-5-20250929-v1:0", "ap-southeast-1", false)]
    [InlineData("global.cohere.embed-v4:0", "sa-east-1", true)]
    [InlineData("global.cohere.embed-v4:0", "us-gov-west-1", false)]
    public void A_profile_is_offered_in_its_geography(string id, string region, bool offered) =>
        Assert.Equal(offered, Profile(id).IsOfferedIn(region));

    [Fact]
    public void Every_profile_has_a_model_a_name_and_somewhere_to_go()
    {
        Assert.All(Catalog.Profiles, profile =>
        {
            Assert.EndsWith($".{profile.Model.Id}", profile.Id, StringComparison.Ordinal);
            Assert.InRange(profile.Name.Length, 4, 64);
            Assert.NotEmpty(profile.ModelArns("us-east-1"));
            Assert.InRange(profile.Description("us-east-1").Length, 20, 200);
        });
    }
}
