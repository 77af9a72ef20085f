using System.Net;

namespace Ganban.Protocol.Callers;

/// <summary>
/// Decides whether a Host header may be answered in development mode. A web page can point its own DNS name at
/// 127.0.0.1 (DNS rebinding) but can't choose one of the names allowed here.
/// </summary>
internal static class HostPolicy
{
    private static readonly string[] Suffixes = [".localhost", ".amazonaws.com", ".api.aws"];

    public static bool Allows(string host, IEnumerable<string> more)
    {
        var name = Name(host);
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address))
            || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            || more.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    private static string Name(string host)
    {
        if (host.StartsWith('['))
        {
            return host[1..Math.Max(1, host.IndexOf(']', StringComparison.Ordinal))];
        }

        var colon = host.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? host : host[..colon];
    }
}
