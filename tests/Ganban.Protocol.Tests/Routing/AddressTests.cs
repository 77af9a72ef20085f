using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Routing;
using Ganban.Contracts;

namespace Ganban.Protocol.Tests.Routing;

public class AddressTests
{
    [Theory]
    [InlineData("localhost:8080", "/model/a/invoke", "", "/model/a/invoke", null, null)]
    [InlineData("bedrock-runtime.us-east-1.amazonaws.com", "/model/a/invoke", "", "/model/a/invoke", "bedrock-runtime", "us-east-1")]
    [InlineData("bedrock-agent-runtime.eu-west-1.localhost:80", "/x", "", "/x", "bedrock-agent-runtime", "eu-west-1")]
    [InlineData("bedrock-fips.us-gov-west-1.amazonaws.com", "/x", "", "/x", "bedrock", "us-gov-west-1")]
    [InlineData("bedrock.localhost", "/x", "", "/x", "bedrock", null)]
    [InlineData("mybedrock.us-east-1.localhost", "/x", "", "/x", null, null)]
    [InlineData("localhost", "/bedrock-agent/agents/", "", "/agents/", "bedrock-agent", null)]
    [InlineData("localhost", "/bedrock-agent-runtime/agents/A", "", "/agents/A", "bedrock-agent-runtime", null)]
    [InlineData("localhost", "/bedrock-agents/A", "", "/bedrock-agents/A", null, null)]
    [InlineData("localhost", "/aws/bedrock/foundation-models", "/aws", "/foundation-models", "bedrock", null)]
    [InlineData("localhost", "/aws/foundation-models", "/aws", "/foundation-models", null, null)]
    [InlineData("localhost", "/awsome", "/aws", "/awsome", null, null)]
    [InlineData("bedrock.us-west-2.localhost", "/bedrock-runtime/model/a/invoke", "", "/model/a/invoke", "bedrock-runtime", "us-west-2")]
    public void Host_and_prefix_tell_service_and_region(
        string host, string path, string prefix, string rest, string? service, string? region) =>
        Assert.Equal(new ServiceAddress(rest, service, region), ServiceAddress.Read(host, path, prefix));

    [Theory]
    [InlineData("/foundation-models", true)]
    [InlineData("/agents/A/", true)]
    [InlineData("/", true)]
    [InlineData("/model/amazon.titan-text/invoke", true)]
    [InlineData("/a/.../b", true)]
    [InlineData("/a/.b", true)]
    [InlineData("/a/%2Fb", true)]
    [InlineData("", false)]
    [InlineData("a", false)]
    [InlineData("//", false)]
    [InlineData("/a//b", false)]
    [InlineData("/a/./b", false)]
    [InlineData("/a/../b", false)]
    [InlineData("/a/..", false)]
    [InlineData("/a/%2e%2E/b", false)]
    [InlineData("/a/.%2e/b", false)]
    [InlineData("/a/%252e%252e/b", false)]
    public void A_path_with_empty_or_dot_segments_is_ambiguous(string path, bool good) =>
        Assert.Equal(good, RawPath.IsUnambiguous(path));

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8080", true)]
    [InlineData("127.0.0.1:1", true)]
    [InlineData("127.1.2.3", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("bedrock.localhost", true)]
    [InlineData("bedrock.us-east-1.amazonaws.com", true)]
    [InlineData("ganban.test:80", true)]
    [InlineData("", false)]
    [InlineData("[", false)]
    [InlineData("evil.example", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evilamazonaws.com", false)]
    [InlineData("10.0.0.1", false)]
    [InlineData("[2001:db8::1]", false)]
    [InlineData("0.0.0.0", false)]
    public void In_development_only_names_that_no_web_page_can_choose_are_answered(string host, bool allowed) =>
        Assert.Equal(allowed, HostPolicy.Allows(host, ["ganban.test"]));

    [Theory]
    [InlineData("http://localhost:3000", true)]
    [InlineData("https://LOCALHOST", true)]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://[::1]:8080", true)]
    [InlineData("http://app.localhost", true)]
    [InlineData("https://ganban.test", true)]
    [InlineData("null", false)]
    [InlineData("file://", false)]
    [InlineData("localhost", false)]
    [InlineData("https://evil.example", false)]
    [InlineData("https://localhost.evil.example", false)]
    [InlineData("http://localhost:80@evil.example", false)]
    [InlineData("https://evil.s3.amazonaws.com", false)]
    [InlineData("http://192.168.0.7", false)]
    public void In_development_only_pages_of_this_machine_and_named_ones_are_answered(string origin, bool allowed) =>
        Assert.Equal(allowed, HostPolicy.AllowsOrigin(origin, ["ganban.test"]));

    [Fact]
    public void A_query_is_taken_apart_with_plus_signs_as_they_are() => Assert.Equal(
        [new("a", "b c"), new("a", "+"), new("empty", ""), new("none", ""), new("岩", "="), new("bad", "%zz%FF")],
        QueryText.Parse("a=b%20c&a=+&&empty=&none&%E5%B2%A9==&bad=%zz%FF"));

    [Fact]
    public void A_query_with_too_many_parameters_is_refused()
    {
        Assert.Equal(256, QueryText.Parse(string.Join('&', Enumerable.Repeat("a=b", 256))).Count);
        var error = Assert.Throws<ModelledException>(() => QueryText.Parse(string.Join('&', Enumerable.Repeat("a=b", 257))));
        Assert.Equal(400, error.Status);
    }
}
