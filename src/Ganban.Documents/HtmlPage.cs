using System.Diagnostics;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Ganban.Documents;

/// <summary>
/// Builds web pages, and watches what the parser makes of them: its time grows with the square of a page's depth, and a
/// short page can make it build a long one. Which elements nest is known to nobody but the parser.
/// </summary>
internal static class HtmlPage
{
    // Deeper than any real page.
    private const int DepthMax = 1000;
    private const int ElementsBetweenChecks = 128;
    private const long BytesMax = 4L << 30;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(60);

    /// <summary>Builds a page.</summary>
    /// <param name="page">Its text.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">It nests too deep, or takes too much.</exception>
    public static IDocument Build(string page, CancellationToken cancellationToken)
    {
        var begin = Stopwatch.GetTimestamp();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var count = 0;
        INode? last = null;
        var parser = new HtmlParser(new HtmlParserOptions
        {
            // Its own limit moves elements without a word.
            MaximumDepth = int.MaxValue,
            OnCreated = (element, _) =>
            {
                // The depth grows by one an element, so that looking now and then is enough. This one has no place yet.
                if (++count % ElementsBetweenChecks == 0)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    CheckDepth(last);
                    Check(GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(begin));
                }

                last = element;
            },
        });
        return parser.ParseDocument(page);
    }

    private static void CheckDepth(INode? node)
    {
        var depth = 0;
        for (var at = node; at is not null; at = at.Parent)
        {
            depth++;
        }

        if (depth > DepthMax)
        {
            throw new DocumentException(
                DocumentFault.Broken, $"Its elements nest deeper than {DepthMax}, or are not closed.");
        }
    }

    private static void Check(long bytes, TimeSpan time)
    {
        if (bytes > BytesMax)
        {
            throw new DocumentException(
                DocumentFault.TooLarge, $"Reading it takes more than {BytesMax >> 30} GiB of memory. Split it.");
        }

        if (time > TimeMax)
        {
            throw new DocumentException(
                DocumentFault.TooLarge, $"Reading it took longer than {TimeMax.TotalSeconds:F0} seconds.");
        }
    }
}
