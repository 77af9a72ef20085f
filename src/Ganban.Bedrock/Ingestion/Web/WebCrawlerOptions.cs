namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>What the web crawler may do.</summary>
public sealed record WebCrawlerOptions
{
    /// <summary>
    /// Whether it may visit addresses that are not public: this machine, its networks, link-local and special ones.
    /// Whoever may create data sources reaches inside the network with it.
    /// </summary>
    public bool AllowPrivateAddresses { get; init; }
}
