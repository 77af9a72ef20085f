using System.Text;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>Keys as the index keeps and compares them: their UTF-8 bytes.</summary>
internal static class KeyBytes
{
    /// <summary>Sorts behind every key.</summary>
    public static readonly byte[] End = [0xFF];

    public static byte[] Of(string key) => Encoding.UTF8.GetBytes(key);

    public static string ToKey(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);

    /// <summary>The first bytes that sort behind a key.</summary>
    public static byte[] Behind(ReadOnlySpan<byte> key) => [.. key, 0];

    /// <summary>The first bytes that sort behind every key with a prefix. UTF-8 has no byte of 255.</summary>
    public static byte[] BehindAll(ReadOnlySpan<byte> prefix)
    {
        if (prefix.IsEmpty)
        {
            return End;
        }

        var behind = prefix.ToArray();
        behind[^1]++;
        return behind;
    }

    /// <summary>The later of two places.</summary>
    public static byte[] Later(byte[] one, byte[] other) =>
        one.AsSpan().SequenceCompareTo(other) >= 0 ? one : other;
}
