namespace Ganban.Storage.OpenSearch;

/// <summary>How an OpenSearch is reached.</summary>
/// <param name="Endpoint">Its address.</param>
/// <param name="User">The user, or the access key where <see cref="Service"/> is set; null for neither.</param>
/// <param name="Password">The user's password or the access key's secret.</param>
public sealed record OpenSearchOptions(Uri Endpoint, string? User, string? Password)
{
    /// <summary>
    /// The service that requests are signed for with Signature Version 4: es, or aoss for OpenSearch Serverless; null to
    /// send user and password (basic authentication).
    /// </summary>
    public string? Service { get; init; }

    /// <summary>The region that requests are signed for.</summary>
    public string Region { get; init; } = "us-east-1";

    internal bool IsServerless => Service == "aoss";
}
