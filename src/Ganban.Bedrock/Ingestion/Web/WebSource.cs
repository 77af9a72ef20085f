using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>
/// The pages of web sites: from the seeds along the links, breadth first, one at a time, as robots.txt and the rate
/// limit let it. One crawl; not safe for concurrent use.
/// </summary>
/// <param name="configuration">The seeds, and how far to go.</param>
/// <param name="web">Fetches pages.</param>
/// <param name="clock">The clock.</param>
internal sealed class WebSource(WebDataSourceConfiguration configuration, WebFetcher web, TimeProvider clock)
    : IDocumentSource
{
    // The service's own limits.
    private const int PagesDefault = 25_000;
    private const int RatePerMinuteDefault = 300;

    private const string NameDefault = "ganbanbot";
    private const int LinksPerPageMax = 5_000;
    private const int WaitingMax = 200_000;
    private const int RedirectsOfRobotsMax = 5;
    private const string ETagOfNone = "";

    private readonly WebScope _scope = WebScope.Read(configuration);
    private readonly string _name = configuration.CrawlerConfiguration?.UserAgent ?? NameDefault;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Queue<Uri> _waiting = new();
    private readonly Dictionary<string, RobotsFile> _robots = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _visited = new(StringComparer.Ordinal);
    private bool _isIncomplete;

    private string UserAgent => configuration.CrawlerConfiguration?.UserAgentHeader
        ?? $"Mozilla/5.0 (compatible; {_name}/1.0)";

    /// <inheritdoc/>
    public async IAsyncEnumerable<SourceItem> List([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var seed in _scope.Seeds)
        {
            Meet(seed);
        }

        var pagesMax = configuration.CrawlerConfiguration?.CrawlerLimits?.MaxPages ?? PagesDefault;
        var pages = 0;
        string? failure = null;
        for (; pages < pagesMax && _waiting.TryDequeue(out var url); pages++)
        {
            var page = await Visit(url, cancellationToken);
            failure ??= (page as WebPage.Failed)?.Reason;
            if (Follow(url, page, cancellationToken) is { } item)
            {
                yield return item;
            }
        }

        _isIncomplete |= _waiting.Count > 0;
        if (_seen.Count == 0 && failure is not null)
        {
            throw new IngestionFailedException($"None of the seed URLs could be crawled: {failure}");
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Behind a page that could not be had may be others; nothing counts as vanished then.
    /// </remarks>
    public Task<bool> Has(string name, CancellationToken cancellationToken) =>
        Task.FromResult(_isIncomplete || _seen.Contains(name));

    private void Meet(Uri url)
    {
        if (_waiting.Count < WaitingMax && _known.Add(url.AbsoluteUri))
        {
            _waiting.Enqueue(url);
        }
    }

    // What is to be indexed of an answer; where it leads is remembered.
    private SourceItem? Follow(Uri url, WebPage page, CancellationToken cancellationToken)
    {
        var name = url.AbsoluteUri;
        switch (page)
        {
            case WebPage.Moved moved when WebScope.Plain(moved.Target) is { } target && _scope.Contains(target):
                Meet(target);
                return null;
            case WebPage.Found { Format: { } format } found:
                if (format == DocumentFormat.Html)
                {
                    Links(url, found.Content, cancellationToken).ForEach(Meet);
                }

                if (!_scope.Passes(url))
                {
                    return null;
                }

                _seen.Add(name);
                var file = new SourceFile(name, IsCustom: false, format, found.Content, SourceMetadata.None);
                return Item(name, Convert.ToHexStringLower(SHA256.HashData(found.Content.Span)), () => file);
            case WebPage.Failed failed:
                _isIncomplete |= !failed.IsRefused;
                return Item(name, ETagOfNone, () => throw new DocumentFailedException(failed.Reason));
            default:
                return null;
        }
    }

    private static SourceItem Item(string name, string etag, Func<SourceFile> file) => new(
        name, etag, MetadataETag: null, _ => Task.Run(file), _ => Task.FromResult(SourceMetadata.None));

    private List<Uri> Links(Uri url, ReadOnlyMemory<byte> page, CancellationToken cancellationToken)
    {
        try
        {
            return
            [
                .. HtmlLinks.Of(page, url, LinksPerPageMax, cancellationToken)
                    .Select(WebScope.Plain)
                    .OfType<Uri>()
                    .Where(_scope.Contains),
            ];
        }
        catch (DocumentException)
        {
            // The page fails by itself when it is read.
            return [];
        }
    }

    private async Task<WebPage> Visit(Uri url, CancellationToken cancellationToken)
    {
        var site = url.GetLeftPart(UriPartial.Authority);
        if (!_robots.TryGetValue(site, out var robots))
        {
            switch (await Robots(new Uri(site + "/robots.txt"), cancellationToken))
            {
                case WebPage.Failed failed:
                    return new WebPage.Failed($"the site's robots.txt can't be read: {failed.Reason}");
                case WebPage.Found found:
                    _robots[site] = robots = RobotsFile.Read(Encoding.UTF8.GetString(found.Content.Span), _name);
                    break;
                default:
                    _robots[site] = robots = RobotsFile.Open;
                    break;
            }
        }

        if (!robots.Allows(url.PathAndQuery))
        {
            return _scope.Seeds.Contains(url)
                ? new WebPage.Failed("the site's robots.txt does not allow it")
                : new WebPage.Absent();
        }

        await Pause(site, robots.Delay, cancellationToken);
        return await web.Get(url, UserAgent, SourceObjects.BytesMax, cancellationToken);
    }

    private async Task<WebPage> Robots(Uri url, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < RedirectsOfRobotsMax; hop++)
        {
            var answer = await web.Get(url, UserAgent, RobotsFile.BytesMax, cancellationToken);
            if (answer is not WebPage.Moved { Target: var target } || WebScope.Plain(target) is not { } next)
            {
                return answer is WebPage.Failed { IsRefused: true } ? new WebPage.Absent() : answer;
            }

            url = next;
        }

        return new WebPage.Absent();
    }

    private async Task Pause(string site, TimeSpan asked, CancellationToken cancellationToken)
    {
        var rate = configuration.CrawlerConfiguration?.CrawlerLimits?.RateLimit ?? RatePerMinuteDefault;
        var between = TimeSpan.FromMinutes(1.0 / rate);
        between = asked > between ? asked : between;
        if (_visited.TryGetValue(site, out var last) && last + between - clock.GetUtcNow() is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, clock, cancellationToken);
        }

        _visited[site] = clock.GetUtcNow();
    }
}
