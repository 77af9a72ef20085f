using Ganban.Contracts;
using Ganban.ContractSamples;
using Ganban.Protocol.Routing;

namespace Ganban.Protocol.Tests.Routing;

public class RouteTableTests
{
    private const string Arn = "arn:aws:bedrock:us-east-1:123456789012:custom-model/amazon.titan/abcdefghijkl";
    private static readonly RouteTable s_routes = new(Contract.Operations);

    public static TheoryData<string> Spellings =>
    [
        Arn, Uri.EscapeDataString(Arn), Uri.EscapeDataString(Uri.EscapeDataString(Arn)), Arn.Replace("/", "%2F", StringComparison.Ordinal),
        Arn.Replace(":", "%3a", StringComparison.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_label_arrives_the_same_raw_and_encoded_once_or_twice(string spelling)
    {
        Assert.Equal(("Converse", Arn), Only("POST", $"/model/{spelling}/converse"));
        Assert.Equal(("GetCustomModel", Arn), Only("GET", $"/custom-models/{spelling}"));
    }

    [Fact]
    public void Two_arns_with_raw_slashes_are_told_apart_by_the_literals_between()
    {
        const string Policy = "arn:aws:bedrock:us-east-1:123456789012:automated-reasoning-policy/abcdefghijkl";

        var match = Match("POST", $"/automated-reasoning-policies/{Policy}/build-workflows/a-b/cancel");

        Assert.Equal("CancelAutomatedReasoningPolicyBuildWorkflow", match!.Operation.Name);
        Assert.Equal([Policy, "a-b"], match.Labels);
    }

    [Fact]
    public void Every_operation_is_found_by_its_own_template()
    {
        var random = new Random(20260105);
        foreach (var facts in ServiceFacts.LoadAll().SelectMany(service => service.Operations))
        {
            var sample = RequestSample.Make(facts, random, 0);
            var labels = sample.Labels.Select(label => label.Length == 0 ? "a" : label).ToArray();
            var path = (sample with { Labels = labels }).Path(facts.Uri);

            foreach (var service in Services(facts))
            {
                var match = s_routes.Match(facts.Method, path, service, hasBody: facts.Name != "PrepareAgent");

                Assert.True(match is not null, $"{facts.Name} is not found at {facts.Method} {path}");
                Assert.Equal(facts.Name, match.Operation.Name);
                Assert.Equal(labels, match.Labels);
            }
        }
    }

    [Theory]
    [InlineData("/agents/ABC", null, true, "InvokeInlineAgent")]
    [InlineData("/agents/ABC", null, false, "PrepareAgent")]
    [InlineData("/agents/ABC/", null, true, "PrepareAgent")]
    [InlineData("/agents/ABC/", null, false, "PrepareAgent")]
    [InlineData("/agents/ABC", "bedrock-agent", true, "PrepareAgent")]
    [InlineData("/agents/ABC/", "bedrock-agent-runtime", false, "InvokeInlineAgent")]
    public void The_clash_of_two_services_is_resolved(string path, string? service, bool hasBody, string operation) =>
        Assert.Equal(operation, s_routes.Match("POST", path, service, hasBody)!.Operation.Name);

    [Fact]
    public void Tags_belong_to_the_service_that_the_address_names()
    {
        var path = "/tags/" + Uri.EscapeDataString("arn:aws:bedrock:us-east-1:123456789012:agent/ABCDEFGHIJ");

        Assert.Equal("bedrock-agent", s_routes.Match("POST", path, "bedrock-agent", true)!.Operation.Service);
        Assert.Equal("bedrock-agent-runtime", s_routes.Match("POST", path, "bedrock-agent-runtime", true)!.Operation.Service);
        Assert.Equal("TagResource", s_routes.Match("POST", path, null, true)!.Operation.Name);
        Assert.Equal("UntagResource", s_routes.Match("DELETE", path, null, false)!.Operation.Name);
    }

    [Theory]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:session/12345678-1234-1234-1234-123456789012", "bedrock-agent-runtime")]
    [InlineData("arn:aws:bedrock:us-east-1:123456789012:prompt/ABCDEFGHIJ", "bedrock-agent")]
    public void Tags_of_sessions_belong_to_the_runtime(string arn, string service)
    {
        foreach (var path in new[] { "/tags/" + arn, "/tags/" + Uri.EscapeDataString(arn) })
        {
            Assert.Equal(service, s_routes.Match("GET", path, null, hasBody: false)!.Operation.Service);
            Assert.Equal(service, s_routes.Match("POST", path, null, hasBody: true)!.Operation.Service);
        }
    }

    [Theory]
    [InlineData("GET", "/")]
    [InlineData("GET", "")]
    [InlineData("GET", "/nothing")]
    [InlineData("POST", "/foundation-models")]
    [InlineData("get", "/foundation-models")]
    [InlineData("GET", "/foundation-models/a/b")]
    [InlineData("POST", "/model/a/b/invoke")]
    public void What_no_operation_answers_is_not_found(string method, string path) => Assert.Null(Match(method, path));

    [Theory]
    [InlineData("/model/a/invoke/", "InvokeModel")]
    [InlineData("/model/a/invoke", "InvokeModel")]
    public void A_slash_at_the_end_makes_no_difference(string path, string operation) =>
        Assert.Equal(operation, Match("POST", path)!.Operation.Name);

    private static IEnumerable<string?> Services(OperationFacts facts) =>
        facts.Uri.StartsWith("/tags/", StringComparison.Ordinal) ? [facts.Service.Name] : [null, facts.Service.Name];

    private static (string Operation, string Label) Only(string method, string path)
    {
        var match = Match(method, path);
        Assert.NotNull(match);
        return (match.Operation.Name, Assert.Single(match.Labels));
    }

    private static RouteMatch? Match(string method, string path) => s_routes.Match(method, path, null, hasBody: true);
}
