namespace Ganban.Server.Hosting;

/// <summary>What the crawler of knowledge bases may do: section <c>Ganban:WebCrawler</c>.</summary>
public sealed class WebCrawlerSettings
{
    /// <summary>
    /// Whether it may visit addresses that are not on the public internet. Whoever may create data sources reaches
    /// inside the network with it.
    /// </summary>
    public bool AllowPrivateAddresses { get; set; }
}
