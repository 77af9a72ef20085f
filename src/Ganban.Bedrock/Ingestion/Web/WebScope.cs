using System.Net;
using System.Text.RegularExpressions;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>Which addresses a crawl may visit: by its seeds, their scope, and the filters.</summary>
internal sealed class WebScope
{
    private const string Place = "dataSourceConfiguration.webConfiguration";
    private const int UrlLengthMax = 2048;

    // Under these of two-letter domains, names are registered at the third level.
    private static readonly HashSet<string> SecondLevels = new(StringComparer.Ordinal)
    {
        "ac", "co", "com", "ed", "edu", "go", "gov", "gr", "lg", "ne", "net", "or", "org",
    };

    private readonly string? _scope;
    private readonly IReadOnlyList<Regex> _included;
    private readonly IReadOnlyList<Regex> _excluded;

    private WebScope(WebDataSourceConfiguration configuration)
    {
        var seeds = configuration.SourceConfiguration.UrlConfiguration.SeedUrls ?? [];
        Seeds = [.. seeds.Select((seed, index) => Seed(seed.Url, index + 1))];
        _scope = configuration.CrawlerConfiguration?.Scope;
        _included = Filters(configuration.CrawlerConfiguration?.InclusionFilters, "inclusionFilters");
        _excluded = Filters(configuration.CrawlerConfiguration?.ExclusionFilters, "exclusionFilters");
        if (Seeds.Count == 0)
        {
            throw KnowledgeBasesErrors.Wrong(
                Place + ".sourceConfiguration.urlConfiguration.seedUrls", "It is missing. Name where to begin.");
        }
    }

    /// <summary>Where the crawl begins.</summary>
    public IReadOnlyList<Uri> Seeds { get; }

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="ValidationException">An address or a filter is none.</exception>
    public static WebScope Read(WebDataSourceConfiguration configuration) => new(configuration);

    /// <summary>An address without its fragment; null for one that can't be visited.</summary>
    public static Uri? Plain(Uri url) =>
        url.IsAbsoluteUri
        && url.Scheme is "http" or "https"
        && url.UserInfo.Length == 0
        && url.AbsoluteUri.Length <= UrlLengthMax
            ? new UriBuilder(url) { Fragment = "" }.Uri
            : null;

    /// <summary>Whether an address that a page links to is to be visited.</summary>
    public bool Contains(Uri url) => Seeds.Any(seed => IsNear(seed, url)) && Passes(url);

    /// <summary>Whether the filters let an address pass; one that takes too long to decide does not.</summary>
    public bool Passes(Uri url)
    {
        try
        {
            return !_excluded.Any(filter => filter.IsMatch(url.AbsoluteUri))
                && (_included.Count == 0 || _included.Any(filter => filter.IsMatch(url.AbsoluteUri)));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private bool IsNear(Uri seed, Uri url) => _scope switch
    {
        WebScopeType.HostOnly => seed.Authority == url.Authority,
        WebScopeType.Subdomains => Domain(seed.Host) == Domain(url.Host),
        _ => seed.Authority == url.Authority && IsBelow(seed.AbsolutePath, url.AbsolutePath),
    };

    // Below a page with an extension means below its folder.
    private static bool IsBelow(string seed, string path)
    {
        var isFile = seed.LastIndexOf('.') > seed.LastIndexOf('/');
        var folder = isFile ? seed[..(seed.LastIndexOf('/') + 1)] : seed.EndsWith('/') ? seed : seed + "/";
        return path == seed || path.StartsWith(folder, StringComparison.Ordinal);
    }

    private static string Domain(string host)
    {
        if (IPAddress.TryParse(host, out _))
        {
            return host;
        }

        var labels = host.Split('.');
        var count = labels is [.., var second, { Length: 2 }] && SecondLevels.Contains(second) ? 3 : 2;
        return string.Join('.', labels.TakeLast(count));
    }

    private static Uri Seed(string? url, int number) =>
        Uri.TryCreate(url, UriKind.Absolute, out var parsed) && Plain(parsed) is { } plain
            ? plain
            : throw KnowledgeBasesErrors.Wrong(
                $"{Place}.sourceConfiguration.urlConfiguration.seedUrls.{number}.member.url",
                "It is no address of the web. Send one that begins with http:// or https:// and has no user name.");

    private static List<Regex> Filters(IReadOnlyList<string>? filters, string name) =>
    [
        .. (filters ?? []).Select((filter, index) =>
        {
            try
            {
                return UserPattern.Compile(filter);
            }
            catch (ArgumentException e)
            {
                throw KnowledgeBasesErrors.Wrong(
                    $"{Place}.crawlerConfiguration.{name}.{index + 1}.member",
                    $"It is no regular expression: {e.Message}");
            }
        }),
    ];
}
