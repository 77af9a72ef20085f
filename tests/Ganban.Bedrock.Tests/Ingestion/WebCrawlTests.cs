using System.Net;
using Ganban.Bedrock.Ingestion.Web;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Tests.Ingestion;

/// <summary>Where a crawler may go.</summary>
public sealed class WebCrawlTests
{
    private const string Robots = """
        # Everybody
        User-agent: *
        Disallow: /private
        Allow: /private/open
        Disallow: /*.pdf$
        Crawl-delay: 2

        User-agent: othero
        User-agent: ganbanbot
        Disallow: /ours
        Crawl-delay: 9999
        """;

    [Theory]
    [InlineData("somebody", "/", true)]
    [InlineData("somebody", "/private/x", false)]
    [InlineData("somebody", "/private/open/x", true)]
    [InlineData("somebody", "/a/b.pdf", false)]
    [InlineData("somebody", "/a/b.pdf?x=1", true)]
    [InlineData("somebody", "/ours", true)]
    [InlineData("ganbanbot-123", "/private/x", true)]
    [InlineData("ganbanbot-123", "/ours/x", false)]
    [InlineData("OTHERO", "/ours/x", false)]
    public void A_site_tells_who_may_go_where(string name, string path, bool isAllowed) =>
        Assert.Equal(isAllowed, RobotsFile.Read(Robots, name).Allows(path));

    [Fact]
    public void A_pause_that_a_site_asks_for_is_a_minute_at_most()
    {
        Assert.Equal(TimeSpan.FromSeconds(2), RobotsFile.Read(Robots, "somebody").Delay);
        Assert.Equal(TimeSpan.FromMinutes(1), RobotsFile.Read(Robots, "ganbanbot").Delay);
        Assert.True(RobotsFile.Read("Disallow: /\nnonsense\n: x", "x").Allows("/"));
        Assert.False(RobotsFile.Read("User-agent: *\nDisallow: *a*b*c$", "x").Allows("/xa/b/ccc"));
        Assert.True(RobotsFile.Read("User-agent: *\nDisallow: *a*b*c$", "x").Allows("/xa/b/ccd"));
    }

    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.31.0.1", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::1", false)]
    [InlineData("::", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fd00::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:7f00:1::", false)]
    [InlineData("2001:db8::1", false)]
    public void Addresses_inside_a_network_are_not_public(string address, bool isPublic) =>
        Assert.Equal(isPublic, PublicAddresses.Contains(IPAddress.Parse(address)));

    [Theory]
    [InlineData(null, "https://aws.example.com/bedrock/", "https://aws.example.com/bedrock/a", true)]
    [InlineData(null, "https://aws.example.com/bedrock", "https://aws.example.com/bedrock/a", true)]
    [InlineData(null, "https://aws.example.com/bedrock", "https://aws.example.com/bedrocks", false)]
    [InlineData(null, "https://aws.example.com/docs/index.html", "https://aws.example.com/docs/b.html", true)]
    [InlineData(null, "https://aws.example.com/bedrock/", "https://aws.example.com/other", false)]
    [InlineData("HOST_ONLY", "https://aws.example.com/bedrock/", "https://aws.example.com/other", true)]
    [InlineData("HOST_ONLY", "https://aws.example.com/", "https://www.example.com/", false)]
    [InlineData("HOST_ONLY", "https://aws.example.com/", "https://aws.example.com:444/", false)]
    [InlineData("SUBDOMAINS", "https://aws.example.com/", "https://www.example.com/x", true)]
    [InlineData("SUBDOMAINS", "https://aws.example.com/", "https://www.example.org/", false)]
    [InlineData("SUBDOMAINS", "https://a.example.co.jp/", "https://b.example.co.jp/", true)]
    [InlineData("SUBDOMAINS", "https://a.example.co.jp/", "https://a.other.co.jp/", false)]
    [InlineData("SUBDOMAINS", "http://10.0.0.1/", "http://11.0.0.1/", false)]
    public void The_scope_says_how_far_a_crawl_goes(string? scope, string seed, string url, bool isIn) =>
        Assert.Equal(isIn, Scope(seed, scope).Contains(new Uri(url)));

    [Fact]
    public void An_exclusion_wins_over_an_inclusion()
    {
        var scope = Scope("https://a.example/", "HOST_ONLY", included: ["/docs/"], excluded: [@"\.pdf$"]);
        Assert.True(scope.Contains(new Uri("https://a.example/docs/x.html")));
        Assert.False(scope.Contains(new Uri("https://a.example/docs/x.pdf")));
        Assert.False(scope.Contains(new Uri("https://a.example/blog/x.html")));
    }

    [Fact]
    public void A_filter_that_takes_too_long_lets_nothing_pass()
    {
        var scope = Scope("https://a.example/", "HOST_ONLY", excluded: [@"(?<x>a+)+\k<x>b$"]);
        Assert.False(scope.Contains(new Uri("https://a.example/" + new string('a', 300))));
    }

    [Theory]
    [InlineData("ftp://a.example/", null, "seedUrls.1")]
    [InlineData("https://me:secret@a.example/", null, "seedUrls.1")]
    [InlineData("https://a.example/", "(", "exclusionFilters.1")]
    public void What_is_wrong_is_told_with_its_place(string seed, string? filter, string place) => Assert.Contains(
        place,
        Assert.Throws<ValidationException>(() =>
            Scope(seed, null, excluded: filter is null ? null : [filter])).Message,
        StringComparison.Ordinal);

    private static WebScope Scope(
        string seed, string? scope, IReadOnlyList<string>? included = null, IReadOnlyList<string>? excluded = null) =>
        WebScope.Read(new WebDataSourceConfiguration
        {
            SourceConfiguration = new() { UrlConfiguration = new() { SeedUrls = [new SeedUrl { Url = seed }] } },
            CrawlerConfiguration = new()
            {
                Scope = scope,
                InclusionFilters = included,
                ExclusionFilters = excluded,
            },
        });
}
