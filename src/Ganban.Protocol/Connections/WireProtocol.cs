namespace Ganban.Protocol.Connections;

/// <summary>What a connection speaks, told by its first bytes.</summary>
internal enum WireProtocol
{
    /// <summary>HTTP/1.x in clear text, and whatever is neither of the others: HTTP/1 answers bad requests.</summary>
    Http1,

    /// <summary>HTTP/2 in clear text with prior knowledge.</summary>
    Http2,

    /// <summary>TLS; the handshake negotiates HTTP/1.1 or HTTP/2.</summary>
    Tls,
}
