using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.FoundationModels;
using Ganban.Storage;

namespace Ganban.Bedrock.Tests.FoundationModels;

public sealed class ModelReferenceTests
{
    private const string Account = "123456789012";
    private const string Region = "us-east-1";
    private static readonly ModelCatalog Catalog = ModelCatalog.Load();

    private static ModelReference? Resolve(string modelId, string region = Region) =>
        ModelReference.Resolve(modelId, Catalog, new Tenant(Account, region));

    [Theory]
    [InlineData("meta.llama3-8b-instruct-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0")]
    public void A_model_is_found_by_id_and_by_arn(string modelId) =>
        Assert.Equal(
            new ModelReference.FoundationModel(Catalog.FindModel("meta.llama3-8b-instruct-v1:0")!),
            Resolve(modelId));

    [Theory]
    [InlineData("us.amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0")]
    public void A_system_profile_is_found_by_id_and_by_arn(string modelId) =>
        Assert.Equal(
            new ModelReference.SystemProfile(Catalog.FindProfile("us.amazon.nova-lite-v1:0")!),
            Resolve(modelId));

    public static TheoryData<string, ModelReference> OwnedResources => new()
    {
        { "application-inference-profile/abcdefghij12", new ModelReference.ApplicationProfile("abcdefghij12") },
        { "provisioned-model/abcdefghij12", new ModelReference.ProvisionedModel("abcdefghij12") },
        {
            "custom-model/amazon.titan-text-lite-v1:0:4k/abcdefghij12",
            new ModelReference.CustomModel("amazon.titan-text-lite-v1:0:4k", "abcdefghij12")
        },
        { "custom-model-deployment/abcdefghij12", new ModelReference.CustomModelDeployment("abcdefghij12") },
        { "imported-model/abcdefghij12", new ModelReference.ImportedModel("abcdefghij12") },
        { "prompt/ABCDEFGHIJ", new ModelReference.Prompt("ABCDEFGHIJ", null) },
        { "prompt/ABCDEFGHIJ:3", new ModelReference.Prompt("ABCDEFGHIJ", "3") },
        { "prompt-router/abcdefghij12", new ModelReference.PromptRouter("abcdefghij12", false) },
        { "default-prompt-router/anthropic.claude:1", new ModelReference.PromptRouter("anthropic.claude:1", true) },
    };

    [Theory]
    [MemberData(nameof(OwnedResources))]
    public void What_the_account_owns_is_recognised_and_what_others_own_is_not(
        string resource, ModelReference expected)
    {
        Assert.Equal(expected, Resolve($"arn:aws:bedrock:us-east-1:{Account}:{resource}"));
        Assert.Null(Resolve($"arn:aws:bedrock:us-east-1:999999999999:{resource}"));
        Assert.Null(Resolve($"arn:aws:bedrock:us-west-2:{Account}:{resource}"));
        Assert.Null(Resolve($"arn:aws-cn:bedrock:us-east-1:{Account}:{resource}"));
        Assert.Null(Resolve($"arn:aws:s3:us-east-1:{Account}:{resource}"));
    }

    [Fact]
    public void A_marketplace_endpoint_is_a_sagemaker_arn() =>
        Assert.Equal(
            new ModelReference.MarketplaceEndpoint("my-endpoint"),
            Resolve($"arn:aws:sagemaker:us-east-1:{Account}:endpoint/my-endpoint"));

    [Theory]
    [InlineData("")]
    [InlineData("no.such-model")]
    [InlineData("arn:aws:bedrock:us-east-1::foundation-model/no.such-model")]
    [InlineData("arn:aws:bedrock:us-west-2::foundation-model/meta.llama3-8b-instruct-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:foundation-model/meta.llama3-8b-instruct-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/meta.llama3-8b-instruct-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:provisioned-model/short")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:custom-model/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ:x")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:guardrail/abcdefghij12")]
    [InlineData("arn:aws:sagemaker:us-east-1:123456789012:endpoint/a/b")]
    [InlineData("arn:aws:bedrock")]
    public void What_means_nothing_here_is_null(string modelId) => Assert.Null(Resolve(modelId));

    [Fact]
    public void A_profile_of_another_geography_is_null()
    {
        Assert.Null(Resolve("us.amazon.nova-lite-v1:0", "ap-northeast-1"));
        Assert.NotNull(Resolve("apac.amazon.nova-lite-v1:0", "ap-northeast-1"));
    }

    [Fact]
    public void In_other_partitions_arns_carry_their_partition() =>
        Assert.NotNull(Resolve(
            "arn:aws-us-gov:bedrock:us-gov-west-1::foundation-model/meta.llama3-8b-instruct-v1:0", "us-gov-west-1"));

    [Fact]
    public void Every_id_and_arn_of_the_catalog_resolves_to_itself()
    {
        Assert.All(Catalog.Models, model =>
        {
            Assert.Same(model, Assert.IsType<ModelReference.FoundationModel>(Resolve(model.Id)).Model);
            Assert.Same(model, Assert.IsType<ModelReference.FoundationModel>(Resolve(model.Arn(Region))).Model);
        });
    }

    [Fact]
    public void Random_text_is_refused_or_an_arn_of_the_account_and_never_throws()
    {
        var pieces = Gen.Elements("arn", "aws", ":", "/", "bedrock", Region, Account, "prompt", "custom-model", "é");
        var texts = Gen.Sized(size => pieces.ListOf(size + 1).Select(list => string.Concat(list)));
        var refusesStrangers = Prop.ForAll(
            texts.ToArbitrary(), text => Resolve(text) is null || text.Contains(Account, StringComparison.Ordinal));
        refusesStrangers.QuickCheckThrowOnFailure();
    }
}
