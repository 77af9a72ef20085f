using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Attention;

/// <summary>
/// One head's keys and values of a block of tokens in a floating-point format, as <see cref="AttentionTile"/> takes
/// them:
/// <code>
/// keys   [headSize × BlockTokens]
/// values [BlockTokens × headSize]
/// </code>
/// </summary>
public static class KvLayout
{
    /// <summary>Writes a token's key.</summary>
    /// <param name="key">`[headSize]`.</param>
    /// <param name="keys">The block's keys.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteKey(ReadOnlySpan<float> key, Span<float> keys, int token)
    {
        for (var index = 0; index < key.Length; index++)
        {
            keys[(index * AttentionTile.BlockTokens) + token] = key[index];
        }
    }

    /// <summary>Writes a token's key, rounded to F16.</summary>
    /// <param name="key">`[headSize]`.</param>
    /// <param name="keys">The block's keys.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteKey(ReadOnlySpan<float> key, Span<Half> keys, int token)
    {
        for (var index = 0; index < key.Length; index++)
        {
            keys[(index * AttentionTile.BlockTokens) + token] = (Half)key[index];
        }
    }

    /// <summary>Writes a token's value.</summary>
    /// <param name="value">`[headSize]`.</param>
    /// <param name="values">The block's values.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteValue(ReadOnlySpan<float> value, Span<float> values, int token) =>
        value.CopyTo(values[(token * value.Length)..]);

    /// <summary>Writes a token's value, rounded to F16.</summary>
    /// <param name="value">`[headSize]`.</param>
    /// <param name="values">The block's values.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteValue(ReadOnlySpan<float> value, Span<Half> values, int token) =>
        HalfConversion.ToHalf(value, values.Slice(token * value.Length, value.Length));

    /// <summary>Widens a block's keys or values; their order stays.</summary>
    /// <param name="source">F16 numbers.</param>
    /// <param name="destination">As many F32 numbers.</param>
    public static void Widen(ReadOnlySpan<Half> source, Span<float> destination) =>
        HalfConversion.ToSingle(source, destination[..source.Length]);
}
