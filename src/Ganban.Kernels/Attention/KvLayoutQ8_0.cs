using System.Numerics;
using System.Runtime.InteropServices;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Attention;

/// <summary>
/// One head's keys and values of a block of tokens as signed bytes, 32 numbers of a token sharing a scale; rounding as
/// in <see cref="Blocks.QuantizeQ8_0"/>. Scales stand before the bytes:
/// <code>
/// keys   [headSize / 32 × BlockTokens] F16 scales, [headSize × BlockTokens] bytes
/// values [BlockTokens × headSize / 32] F16 scales, [BlockTokens × headSize] bytes
/// </code>
/// </summary>
public static class KvLayoutQ8_0
{
    private const int Group = 32;
    private const int Tokens = AttentionTile.BlockTokens;

    /// <summary>Bytes of a head's keys, or of its values.</summary>
    /// <param name="headSize">A multiple of 32.</param>
    public static int Bytes(int headSize) => ScaleBytes(headSize) + (Tokens * headSize);

    /// <summary>Writes a token's key.</summary>
    /// <param name="key">Finite numbers, `[headSize]`.</param>
    /// <param name="keys">The block's keys.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteKey(ReadOnlySpan<float> key, Span<byte> keys, int token)
    {
        var scales = MemoryMarshal.Cast<byte, Half>(keys[..ScaleBytes(key.Length)]);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(keys[ScaleBytes(key.Length)..]);
        for (var group = 0; group < key.Length / Group; group++)
        {
            var numbers = key.Slice(group * Group, Group);
            var inverse = Scale(numbers, out scales[(group * Tokens) + token]);
            for (var index = 0; index < Group; index++)
            {
                bytes[(((group * Group) + index) * Tokens) + token] = Round(numbers[index] * inverse);
            }
        }
    }

    /// <summary>Writes a token's value.</summary>
    /// <param name="value">Finite numbers, `[headSize]`.</param>
    /// <param name="values">The block's values.</param>
    /// <param name="token">The token's place in the block.</param>
    public static void WriteValue(ReadOnlySpan<float> value, Span<byte> values, int token)
    {
        var scales = MemoryMarshal.Cast<byte, Half>(values[..ScaleBytes(value.Length)]);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(values[ScaleBytes(value.Length)..]);
        var groups = value.Length / Group;
        for (var group = 0; group < groups; group++)
        {
            var numbers = value.Slice(group * Group, Group);
            var inverse = Scale(numbers, out scales[(token * groups) + group]);
            for (var index = 0; index < Group; index++)
            {
                bytes[(token * value.Length) + (group * Group) + index] = Round(numbers[index] * inverse);
            }
        }
    }

    /// <summary>A block's keys as F32.</summary>
    /// <param name="keys">The block's keys.</param>
    /// <param name="headSize">A multiple of 32.</param>
    /// <param name="destination">Takes `[headSize × BlockTokens]`.</param>
    public static void WidenKeys(ReadOnlySpan<byte> keys, int headSize, Span<float> destination)
    {
        var scales = MemoryMarshal.Cast<byte, Half>(keys[..ScaleBytes(headSize)]);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(keys[ScaleBytes(headSize)..]);
        Span<float> wide = stackalloc float[Tokens];
        for (var row = 0; row < headSize; row++)
        {
            if (row % Group == 0)
            {
                HalfConversion.ToSingle(scales.Slice(row / Group * Tokens, Tokens), wide);
            }

            Multiply(bytes.Slice(row * Tokens, Tokens), wide, destination[(row * Tokens)..]);
        }
    }

    /// <summary>A block's values as F32.</summary>
    /// <param name="values">The block's values.</param>
    /// <param name="headSize">A multiple of 32.</param>
    /// <param name="destination">Takes `[BlockTokens × headSize]`.</param>
    public static void WidenValues(ReadOnlySpan<byte> values, int headSize, Span<float> destination)
    {
        var scales = MemoryMarshal.Cast<byte, Half>(values[..ScaleBytes(headSize)]);
        var bytes = MemoryMarshal.Cast<byte, sbyte>(values[ScaleBytes(headSize)..]);
        Span<float> wide = stackalloc float[Group];
        for (var group = 0; group < scales.Length; group++)
        {
            wide.Fill((float)scales[group]);
            Multiply(bytes.Slice(group * Group, Group), wide, destination[(group * Group)..]);
        }
    }

    private static int ScaleBytes(int headSize) => headSize / Group * Tokens * 2;

    /// <summary>The group's scale as it is kept, and its inverse.</summary>
    private static float Scale(ReadOnlySpan<float> numbers, out Half scale)
    {
        var largest = 0f;
        foreach (var number in numbers)
        {
            largest = MathF.Max(largest, MathF.Abs(number));
        }

        scale = (Half)(largest / 127);
        return scale == Half.Zero ? 0 : 1 / (float)scale;
    }

    private static sbyte Round(float number) =>
        (sbyte)Math.Clamp(MathF.Round(number, MidpointRounding.AwayFromZero), -127, 127);

    /// <summary>32 bytes times 32 scales.</summary>
    private static void Multiply(ReadOnlySpan<sbyte> bytes, ReadOnlySpan<float> scales, Span<float> destination)
    {
        var count = Vector<float>.Count;
        for (var start = 0; start < Group; start += 4 * count)
        {
            Vector.Widen(new Vector<sbyte>(bytes[start..]), out var lower, out var upper);
            Vector.Widen(lower, out var first, out var second);
            Vector.Widen(upper, out var third, out var fourth);
            Store(first, scales, destination, start);
            Store(second, scales, destination, start + count);
            Store(third, scales, destination, start + (2 * count));
            Store(fourth, scales, destination, start + (3 * count));
        }
    }

    private static void Store(Vector<int> bytes, ReadOnlySpan<float> scales, Span<float> destination, int start) =>
        (Vector.ConvertToSingle(bytes) * new Vector<float>(scales[start..])).CopyTo(destination[start..]);
}
