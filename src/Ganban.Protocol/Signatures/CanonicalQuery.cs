using System.Buffers;
using System.Text;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// The query line of a canonical request: each name and value encoded afresh, then sorted by name and value.
/// </summary>
internal static class CanonicalQuery
{
    public static void Write(IBufferWriter<byte> output, string rawQuery, bool presigned)
    {
        if (rawQuery.Length == 0)
        {
            return;
        }

        var pairs = new List<(string Name, string Value)>();
        var scratch = new ArrayBufferWriter<byte>(rawQuery.Length);
        foreach (var range in rawQuery.AsSpan().Split('&'))
        {
            var pair = rawQuery.AsSpan(range);
            if (pair.IsEmpty)
            {
                continue;
            }

            var equals = pair.IndexOf('=');
            var name = Encoded(equals < 0 ? pair : pair[..equals], scratch);
            if (!presigned || name != "X-Amz-Signature")
            {
                pairs.Add((name, equals < 0 ? "" : Encoded(pair[(equals + 1)..], scratch)));
            }
        }

        pairs.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name) is var byName and not 0
            ? byName
            : string.CompareOrdinal(a.Value, b.Value));
        for (var i = 0; i < pairs.Count; i++)
        {
            SigV4.Write(output, i == 0 ? "" : "&");
            SigV4.Write(output, pairs[i].Name);
            output.Write("="u8);
            SigV4.Write(output, pairs[i].Value);
        }
    }

    private static string Encoded(ReadOnlySpan<char> text, ArrayBufferWriter<byte> scratch)
    {
        scratch.ResetWrittenCount();
        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        var count = PercentEncoding.Decode(text, bytes, plusIsSpace: true);
        PercentEncoding.Write(scratch, bytes.AsSpan(0, count), keepSlash: false);
        ArrayPool<byte>.Shared.Return(bytes);
        return Encoding.ASCII.GetString(scratch.WrittenSpan);
    }
}
