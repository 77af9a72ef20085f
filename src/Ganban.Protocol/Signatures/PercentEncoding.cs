using System.Buffers;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Percent encoding as signatures want it: everything but <c>A-Z a-z 0-9 - . _ ~</c>, in upper-case hexadecimal.
/// </summary>
public static class PercentEncoding
{
    private static readonly SearchValues<byte> s_unreserved =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"u8);

    private static readonly SearchValues<byte> s_unreservedAndSlash =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"u8);

    /// <summary>Appends <paramref name="bytes"/> encoded.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="keepSlash">Whether a slash stays a slash.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> bytes, bool keepSlash)
    {
        var unreserved = keepSlash ? s_unreservedAndSlash : s_unreserved;
        while (!bytes.IsEmpty)
        {
            var plain = bytes.IndexOfAnyExcept(unreserved);
            if (plain < 0)
            {
                output.Write(bytes);
                return;
            }

            output.Write(bytes[..plain]);
            var escape = output.GetSpan(3);
            escape[0] = (byte)'%';
            escape[1] = "0123456789ABCDEF"u8[bytes[plain] >> 4];
            escape[2] = "0123456789ABCDEF"u8[bytes[plain] & 15];
            output.Advance(3);
            bytes = bytes[(plain + 1)..];
        }
    }

    /// <summary>The bytes <paramref name="text"/> stands for; what is no whole escape stays as it is.</summary>
    /// <param name="text">Percent-encoded text.</param>
    /// <param name="destination">At least as many bytes as the text has in UTF-8.</param>
    /// <param name="plusIsSpace">Whether a plus sign means a space, as in a query.</param>
    public static int Decode(ReadOnlySpan<char> text, Span<byte> destination, bool plusIsSpace)
    {
        var count = Encoding.UTF8.GetBytes(text, destination);
        var written = 0;
        for (var read = 0; read < count; read++)
        {
            var value = destination[read];
            if (value == '%' && read + 2 < count
                && HexDigit(destination[read + 1]) is var high and >= 0
                && HexDigit(destination[read + 2]) is var low and >= 0)
            {
                value = (byte)((high << 4) | low);
                read += 2;
            }
            else if (value == '+' && plusIsSpace)
            {
                value = (byte)' ';
            }

            destination[written++] = value;
        }

        return written;
    }

    private static int HexDigit(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
        _ => -1,
    };
}
