using System.Net;
using System.Net.Sockets;

namespace Ganban.Bedrock.Ingestion.Web;

/// <summary>
/// Tells addresses of the public internet from those of this machine, its networks and special uses (IANA's registries
/// of special-purpose addresses for IPv4 and IPv6).
/// </summary>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
            "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
            "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is one of the public internet.</summary>
    public static bool Contains(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (plain.AddressFamily == AddressFamily.InterNetwork || Global.Contains(plain))
            && !Special.Any(network => network.Contains(plain));
    }
}
