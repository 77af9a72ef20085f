using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Agent = Ganban.Contracts.BedrockAgent;
using AgentRuntime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tests.Tagging;

public sealed class TaggingTests : IAsyncLifetime
{
    private const string Knowledge = "arn:aws:bedrock:us-east-1:123456789012:knowledge-base/ABCDEFGHIJ";
    private const string Session =
        "arn:aws:bedrock:us-east-1:123456789012:session/00000000-0000-0000-0000-000000000000";

    private static readonly ModelCatalog Catalog = ModelCatalog.Load();
    private readonly TestStore _test = TestStore.Open();
    private string _profile = "";

    public async Task InitializeAsync()
    {
        var request = new CreateInferenceProfileRequest
        {
            InferenceProfileName = "tagged",
            ModelSource = new InferenceProfileModelSource.CopyFrom(
                "arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0"),
            Tags = [new Tag { Key = "team", Value = "blue" }],
        };
        var handler = new CreateInferenceProfileHandler(Catalog, _test.Store);
        _profile = (await handler.Handle(request, TestStore.Call(), CancellationToken.None)).InferenceProfileArn;
    }

    public Task DisposeAsync() => _test.DisposeAsync().AsTask();

    private ResourceTags Tags => new(
        _test.Store,
        [new ApplicationProfiles(_test.Store), new Present("knowledge-base"), new Present("session")]);

    private async Task Tag(string arn, params (string Key, string Value)[] tags)
    {
        var request = new TagResourceRequest
        {
            ResourceARN = arn,
            Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
        await new TagResourceHandler(Tags).Handle(request, TestStore.Call(), CancellationToken.None);
    }

    private async Task Untag(string arn, params string[] keys) => await new UntagResourceHandler(Tags).Handle(
        new UntagResourceRequest { ResourceARN = arn, TagKeys = keys }, TestStore.Call(), CancellationToken.None);

    private async Task<IEnumerable<string>> List(string arn, OperationContext? call = null)
    {
        var response = await new ListTagsForResourceHandler(Tags).Handle(
            new ListTagsForResourceRequest { ResourceARN = arn }, call ?? TestStore.Call(), CancellationToken.None);
        return response.Tags!.Select(tag => $"{tag.Key}={tag.Value}");
    }

    [Fact]
    public async Task Tags_given_at_creation_are_listed() => Assert.Equal(["team=blue"], await List(_profile));

    [Fact]
    public async Task Tagging_adds_and_overwrites_and_untagging_removes()
    {
        await Tag(_profile, ("team", "red"), ("zone", "east 1"));
        Assert.Equal(["team=red", "zone=east 1"], await List(_profile));

        await Untag(_profile, "team", "absent");
        Assert.Equal(["zone=east 1"], await List(_profile));
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcdefghij12")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.amazon.nova-lite-v1:0")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:unheard-of/abc")]
    [InlineData("abcdefghijklmnopqrstuvwxyz")]
    public async Task What_does_not_exist_or_cannot_be_tagged_is_not_found(string arn)
    {
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Tag(arn, ("a", "b")));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => Untag(arn, "a"));
        await Assert.ThrowsAsync<ResourceNotFoundException>(() => List(arn));
    }

    [Fact]
    public async Task Resources_of_other_accounts_and_regions_are_not_found()
    {
        foreach (var call in new[] { TestStore.Call(account: "999999999999"), TestStore.Call(region: "us-west-2") })
        {
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => List(_profile, call));
            await Assert.ThrowsAsync<ResourceNotFoundException>(() => List(Knowledge, call));
        }
    }

    [Fact]
    public async Task A_resource_takes_fifty_tags_and_no_more()
    {
        var fortyNine = Enumerable.Range(0, 49).Select(i => ($"key{i}", "")).ToArray();
        await Tag(_profile, fortyNine);
        await Tag(_profile, ("team", "overwriting is no addition"));

        var error = await Assert.ThrowsAsync<TooManyTagsException>(() => Tag(_profile, ("one", "more")));
        Assert.Equal(_profile, error.ResourceName);
        Assert.Equal(50, (await List(_profile)).Count());
    }

    [Fact]
    public async Task A_key_twice_and_reserved_keys_are_refused()
    {
        await Assert.ThrowsAsync<ValidationException>(() => Tag(_profile, ("a", "1"), ("a", "2")));
        await Assert.ThrowsAsync<ValidationException>(() => Tag(_profile, ("AWS:x", "1")));
    }

    [Fact]
    public async Task The_agent_service_tags_with_a_map()
    {
        var call = TestStore.Call();
        var tags = new Dictionary<string, string> { ["a"] = "1" };
        await new TagResourceHandler(Tags).Handle(
            new Agent.TagResourceRequest { ResourceArn = Knowledge, Tags = tags }, call, CancellationToken.None);

        var listed = await new ListTagsForResourceHandler(Tags).Handle(
            new Agent.ListTagsForResourceRequest { ResourceArn = Knowledge }, call, CancellationToken.None);
        Assert.Equal("1", listed.Tags!["a"]);

        await new UntagResourceHandler(Tags).Handle(
            new Agent.UntagResourceRequest { ResourceArn = Knowledge, TagKeys = ["a"] }, call, CancellationToken.None);
        Assert.Empty((await Tags.List(TestStore.Tenant(call), Knowledge, CancellationToken.None))!);
    }

    [Fact]
    public async Task The_agent_runtime_answers_too_many_tags_with_its_quota_error()
    {
        var tags = Enumerable.Range(0, 51).ToDictionary(i => $"key{i}", _ => "");

        await Assert.ThrowsAsync<AgentRuntime.ServiceQuotaExceededException>(() => new TagResourceHandler(Tags).Handle(
            new AgentRuntime.TagResourceRequest { ResourceArn = Session, Tags = tags },
            TestStore.Call(),
            CancellationToken.None));
    }

    /// <summary>Stands for a feature all of whose resources exist.</summary>
    private sealed record Present(string ResourceType) : ITaggableResources
    {
        public Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
