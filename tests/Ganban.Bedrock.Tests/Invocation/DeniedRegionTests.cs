namespace Ganban.Bedrock.Tests.Invocation;

/// <summary>Regions that are denied as a service control policy would; calls come from us-east-1.</summary>
public sealed class DeniedRegionTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Hi = """{"messages":[{"role":"user","content":[{"text":"Hi"}]}]}""";

    [Fact]
    public async Task A_profile_fails_if_one_of_its_destinations_is_denied()
    {
        await using var runtime = Runtime.Open(denied: "us-west-2");
        foreach (var (operation, action) in new[]
        {
            ("Converse", "InvokeModel"), ("ConverseStream", "InvokeModelWithResponseStream"),
        })
        {
            var error = await runtime.Refused(operation, "us." + Haiku, Hi);
            Assert.Equal(("AccessDeniedException", 403), (error.Code, error.Status));
            Assert.EndsWith(
                $" is not authorized to perform: bedrock:{action} on resource: "
                + $"arn:aws:bedrock:us-west-2::foundation-model/{Haiku} with an explicit deny in a service control policy",
                error.Message,
                StringComparison.Ordinal);
        }

        Assert.Empty(runtime.Engine.Asked);
        await runtime.Converse(Haiku, Hi);
    }

    [Fact]
    public async Task A_model_on_demand_fails_in_a_denied_region()
    {
        await using var runtime = Runtime.Open(denied: "us-east-1");

        Assert.Equal(403, (await runtime.Refused("Converse", Haiku, Hi)).Status);
    }

    [Fact]
    public async Task An_imported_model_is_denied_by_its_own_ARN()
    {
        await using var runtime = Runtime.Open(denied: "us-east-1");
        var arn = await runtime.Import("abcdef123456");

        Assert.StartsWith("arn:aws:bedrock:us-east-1:", arn, StringComparison.Ordinal);
        Assert.Contains($" on resource: {arn} with ", (await runtime.Refused("Converse", arn, Hi)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_global_profile_is_denied_by_its_own_word()
    {
        const string Global = "global.anthropic.claude-sonnet-4-20250514-v1:0";
        await using var open = Runtime.Open(denied: "us-west-2");
        await using var closed = Runtime.Open(denied: "unspecified");

        await open.Converse(Global, Hi);
        Assert.Contains(
            "arn:aws:bedrock:::foundation-model/", (await closed.Refused("Converse", Global, Hi)).Message, StringComparison.Ordinal);
    }
}
