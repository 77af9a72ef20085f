using Ganban.Protocol.Callers;

namespace Ganban.Protocol.Routing;

/// <summary>
/// What the address of a request tells besides the operation: the service and region of a host-style endpoint
/// (<c>bedrock-runtime.us-east-1.…</c>), or the service of a path prefix (<c>/bedrock-runtime/model/…</c>).
/// </summary>
/// <param name="Path">The raw path behind any prefix.</param>
/// <param name="Service">The service, if the address names one.</param>
/// <param name="Region">The region, if the host names one.</param>
public readonly record struct ServiceAddress(string Path, string? Service, string? Region)
{
    // Longest first: each is a prefix of a later one's name.
    private static readonly string[] Services =
        ["bedrock-agent-runtime", "bedrock-agent", "bedrock-runtime", "bedrock-mantle", "bedrock"];

    /// <summary>Reads an address.</summary>
    /// <param name="host">The Host header, with or without a port.</param>
    /// <param name="path">The raw path of the request target.</param>
    /// <param name="prefix">The configured path prefix, empty or like <c>/aws</c>.</param>
    public static ServiceAddress Read(string host, string path, string prefix)
    {
        if (prefix.Length > 0
            && path.StartsWith(prefix, StringComparison.Ordinal)
            && path.AsSpan(prefix.Length).StartsWith("/"))
        {
            path = path[prefix.Length..];
        }

        var labels = host.Split(':')[0].Split('.');
        var service = Array.Find(Services, name => labels[0] == name || labels[0] == name + "-fips");
        var region = service is not null && labels.Length > 2 && RegionName.IsValid(labels[1]) ? labels[1] : null;
        var prefixed = Array.Find(
            Services, name => path.AsSpan(1).StartsWith(name) && path.AsSpan(1 + name.Length).StartsWith("/"));
        return prefixed is null ? new(path, service, region) : new(path[(1 + prefixed.Length)..], prefixed, region);
    }
}
