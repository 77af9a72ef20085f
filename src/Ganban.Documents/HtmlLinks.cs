using AngleSharp.Dom;

namespace Ganban.Documents;

/// <summary>Finds where a web page leads.</summary>
public static class HtmlLinks
{
    /// <summary>The addresses that a page links to, without those that it marks as not to be followed.</summary>
    /// <param name="content">The page.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="linksMax">The most links that are looked at.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">It can't be read.</exception>
    public static IEnumerable<Uri> Of(
        ReadOnlyMemory<byte> content, Uri address, int linksMax, CancellationToken cancellationToken)
    {
        var page = TextDecoder.Decode(content.Span, HtmlText.CharsetIn(content.Span));
        using var document = HtmlPage.Build(page, cancellationToken);
        var origin = Resolve(address, document.QuerySelector("base[href]")) ?? address;
        return
        [
            .. document.QuerySelectorAll("a[href]")
                .Take(linksMax)
                .Where(link =>
                    link.GetAttribute("rel")?.Contains("nofollow", StringComparison.OrdinalIgnoreCase) != true)
                .Select(link => Resolve(origin, link))
                .OfType<Uri>(),
        ];
    }

    private static Uri? Resolve(Uri origin, IElement? element) =>
        element?.GetAttribute("href") is { } target && Uri.TryCreate(origin, target.Trim(), out var found)
            ? found
            : null;
}
