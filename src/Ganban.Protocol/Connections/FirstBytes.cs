using System.Buffers;

namespace Ganban.Protocol.Connections;

/// <summary>Recognises a protocol by what every client of it must send first.</summary>
internal static class FirstBytes
{
    /// <summary>The most bytes ever needed: the HTTP/2 connection preface (RFC 9113 §3.4).</summary>
    public const int BytesMax = 24;

    private static ReadOnlySpan<byte> Http2Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    // A TLS record of type handshake (22) with major version 3 (RFC 8446 §5.1).
    private static ReadOnlySpan<byte> TlsHandshake => [0x16, 0x03];

    /// <summary>The protocol, or null while the bytes are too few to tell.</summary>
    public static WireProtocol? Recognise(in ReadOnlySequence<byte> received)
    {
        Span<byte> copy = stackalloc byte[BytesMax];
        var length = (int)Math.Min(received.Length, BytesMax);
        received.Slice(0, length).CopyTo(copy);
        var first = copy[..length];
        if (first.StartsWith(Http2Preface))
        {
            return WireProtocol.Http2;
        }

        if (first.StartsWith(TlsHandshake))
        {
            return WireProtocol.Tls;
        }

        return Http2Preface.StartsWith(first) || TlsHandshake.StartsWith(first) ? null : WireProtocol.Http1;
    }
}
