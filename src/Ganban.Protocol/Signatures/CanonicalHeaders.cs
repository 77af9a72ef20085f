using System.Buffers;
using Microsoft.AspNetCore.Http;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// The header lines of a canonical request: <c>name:value[,value…]</c>, runs of white space made one space.
/// </summary>
internal static class CanonicalHeaders
{
    /// <summary>HTTP/2's name for the host; the JavaScript SDK signs it under this name.</summary>
    public const string Authority = ":authority";

    public static void Write(IBufferWriter<byte> output, IHeaderDictionary headers, IReadOnlyList<string> signedHeaders)
    {
        foreach (var name in signedHeaders)
        {
            SigV4.Write(output, name);
            output.Write(":"u8);
            var values = name == Authority ? headers.Host : headers[name];
            for (var i = 0; i < values.Count; i++)
            {
                SigV4.Write(output, i == 0 ? "" : ",");
                WriteTrimmed(output, values[i]);
            }

            output.Write("\n"u8);
        }
    }

    private static void WriteTrimmed(IBufferWriter<byte> output, ReadOnlySpan<char> value)
    {
        value = value.Trim();
        while (!value.IsEmpty)
        {
            var wordEnd = value.IndexOfAny(" \t\r\n");
            if (wordEnd < 0)
            {
                SigV4.Write(output, value);
                return;
            }

            SigV4.Write(output, value[..wordEnd]);
            output.Write(" "u8);
            value = value[wordEnd..].TrimStart();
        }
    }
}
