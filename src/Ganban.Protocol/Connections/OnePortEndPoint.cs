using System.Net;

namespace Ganban.Protocol.Connections;

/// <summary>
/// The share of one port that speaks one protocol. Kestrel sees an endpoint per protocol; it is no
/// <see cref="IPEndPoint"/>, so that no other transport can bind it by mistake.
/// </summary>
internal sealed class OnePortEndPoint(OnePort port, WireProtocol protocol) : EndPoint
{
    public OnePort Port { get; } = port;

    public WireProtocol Protocol { get; } = protocol;

    public override string ToString() => $"{Port.EndPoint} ({Protocol})";
}
