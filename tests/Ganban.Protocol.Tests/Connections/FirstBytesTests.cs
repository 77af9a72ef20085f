using System.Buffers;
using System.Text;
using Ganban.Protocol.Connections;

namespace Ganban.Protocol.Tests.Connections;

public class FirstBytesTests
{
    [Fact]
    public void Every_part_of_the_preface_waits_and_the_whole_is_http2()
    {
        const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
        for (var length = 0; length < Preface.Length; length++)
        {
            Assert.Null(Recognise(Preface[..length]));
            Assert.Equal(WireProtocol.Http1, Recognise(Preface[..length] + "~"));
        }

        Assert.Equal(WireProtocol.Http2, Recognise(Preface));
        Assert.Equal(WireProtocol.Http2, Recognise(Preface + "more"));
    }

    [Theory]
    [InlineData("\u0016", null)]
    [InlineData("\u0016\u0003", "Tls")]
    [InlineData("\u0016\u0003\u0001\u0002", "Tls")]
    [InlineData("\u0016\u0002", "Http1")]
    [InlineData("G", "Http1")]
    [InlineData("POST", "Http1")]
    public void Tls_is_told_by_two_bytes_and_the_rest_is_http1(string received, string? protocol) =>
        Assert.Equal(protocol, Recognise(received)?.ToString());

    private static WireProtocol? Recognise(string received) =>
        FirstBytes.Recognise(new ReadOnlySequence<byte>(Encoding.Latin1.GetBytes(received)));
}
