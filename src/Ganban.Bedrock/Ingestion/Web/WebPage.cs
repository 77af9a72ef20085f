using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>What a web server answered.</summary>
internal abstract record WebPage
{
    private WebPage()
    {
    }

    /// <summary>A document.</summary>
    /// <param name="Format">Its format; null for one that can't be read.</param>
    /// <param name="Content">Its bytes.</param>
    internal sealed record Found(DocumentFormat? Format, ReadOnlyMemory<byte> Content) : WebPage;

    /// <summary>It is at another address.</summary>
    internal sealed record Moved(Uri Target) : WebPage;

    /// <summary>There is nothing at the address.</summary>
    internal sealed record Absent : WebPage;

    /// <summary>It can't be had.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="IsRefused">Whether the server says that the request is at fault (4xx).</param>
    internal sealed record Failed(string Reason, bool IsRefused = false) : WebPage;
}
