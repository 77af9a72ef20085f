using System.Net;

namespace Ganban.Protocol.Callers;

/// <summary>
/// Decides whether a request may be answered in development mode, whose keys everybody knows. A web page can point its
/// own DNS name at 127.0.0.1 (DNS rebinding) but can't choose one of the names allowed here. It can make a browser send
/// what it likes to 127.0.0.1 itself, but the browser then tells whose page it is.
/// </summary>
internal static class HostPolicy
{
    private static readonly string[] Suffixes = [".amazonaws.com", ".api.aws"];

    public static bool Allows(string host, IEnumerable<string> more)
    {
        var name = Name(host);
        return IsLocal(name, more)
            || Suffixes.Any(suffix => name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase));
    }

    // Without the endpoints of AWS: anybody can have a page there.
    public static bool AllowsOrigin(string origin, IEnumerable<string> more) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && IsLocal(page.DnsSafeHost, more);

    private static bool IsLocal(string name, IEnumerable<string> more) =>
        name.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address))
        || more.Contains(name, StringComparer.OrdinalIgnoreCase);

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
