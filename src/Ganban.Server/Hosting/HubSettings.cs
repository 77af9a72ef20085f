namespace Ganban.Server.Hosting;

/// <summary>Where <c>ganban models pull</c> fetches models from: section <c>Ganban:Hub</c>.</summary>
public sealed class HubSettings
{
    /// <summary>The hub's address.</summary>
    public Uri? Url { get; set; }

    /// <summary>The access token; absent: that of the variable <c>HF_TOKEN</c>, if there is one.</summary>
    public string? Token { get; set; }
}
