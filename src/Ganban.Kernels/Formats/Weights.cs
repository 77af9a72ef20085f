using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Formats;

/// <summary>What can be done with stored weights of any format.</summary>
public static class Weights
{
    /// <summary>Numbers in a block of a format; 1 where each stands for itself.</summary>
    /// <param name="format">The format.</param>
    public static int BlockElements(WeightFormat format) => Layout(format).Elements;

    /// <summary>Bytes of a block of a format.</summary>
    /// <param name="format">The format.</param>
    public static int BlockBytes(WeightFormat format) => Layout(format).Bytes;

    /// <summary>Turns stored weights into numbers, exactly up to the rounding to F32.</summary>
    /// <param name="format">Their format.</param>
    /// <param name="source">Whole blocks.</param>
    /// <param name="destination">As many numbers as the blocks hold.</param>
    public static void ToSingle(WeightFormat format, ReadOnlySpan<byte> source, Span<float> destination)
    {
        var (elements, bytes) = Layout(format);
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length % elements, 0, nameof(destination));
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length, destination.Length / elements * bytes);
        switch (format)
        {
            case WeightFormat.F32:
                MemoryMarshal.Cast<byte, float>(source).CopyTo(destination);
                break;
            case WeightFormat.F16:
                HalfConversion.ToSingle(MemoryMarshal.Cast<byte, Half>(source), destination);
                break;
            case WeightFormat.BF16:
                BFloat16Conversion.ToSingle(MemoryMarshal.Cast<byte, ushort>(source), destination);
                break;
            case WeightFormat.Q4_0:
                Blocks<BlockQ4_0, FormatQ4_0>(source, destination);
                break;
            case WeightFormat.Q4_1:
                Blocks<BlockQ4_1, FormatQ4_1>(source, destination);
                break;
            case WeightFormat.Q5_0:
                Blocks<BlockQ5_0, FormatQ5_0>(source, destination);
                break;
            case WeightFormat.Q5_1:
                Blocks<BlockQ5_1, FormatQ5_1>(source, destination);
                break;
            case WeightFormat.Q8_0:
                Blocks<BlockQ8_0, FormatQ8_0>(source, destination);
                break;
            case WeightFormat.IQ4_NL:
                Blocks<BlockIQ4_NL, FormatIQ4_NL>(source, destination);
                break;
            case WeightFormat.MXFP4:
                Blocks<BlockMXFP4, FormatMXFP4>(source, destination);
                break;
            default:
                SuperBlocks(format, source, destination);
                break;
        }
    }

    private static void SuperBlocks(WeightFormat format, ReadOnlySpan<byte> source, Span<float> destination)
    {
        switch (format)
        {
            case WeightFormat.Q2_K:
                Blocks<BlockQ2_K, FormatQ2_K>(source, destination);
                break;
            case WeightFormat.Q3_K:
                Blocks<BlockQ3_K, FormatQ3_K>(source, destination);
                break;
            case WeightFormat.Q4_K:
                Blocks<BlockQ4_K, FormatQ4_K>(source, destination);
                break;
            case WeightFormat.Q5_K:
                Blocks<BlockQ5_K, FormatQ5_K>(source, destination);
                break;
            case WeightFormat.Q6_K:
                Blocks<BlockQ6_K, FormatQ6_K>(source, destination);
                break;
        }
    }

    private static void Blocks<TBlock, TFormat>(ReadOnlySpan<byte> source, Span<float> destination)
        where TBlock : unmanaged
        where TFormat : struct, IBlockFormat<TBlock>
    {
        Span<short> values = stackalloc short[TFormat.Elements];
        Span<float> scales = stackalloc float[TFormat.Elements / TFormat.GroupElements];
        Span<float> minima = stackalloc float[TFormat.Elements / TFormat.GroupElements];
        var blocks = MemoryMarshal.Cast<byte, TBlock>(source);
        for (var block = 0; block < blocks.Length; block++)
        {
            TFormat.Unpack(in blocks[block], values, scales, minima);
            var numbers = destination.Slice(block * TFormat.Elements, TFormat.Elements);
            for (var start = 0; start < numbers.Length; start += 8)
            {
                var group = start / TFormat.GroupElements;
                var (lower, upper) = Vector128.Widen(Vector128.Create<short>(values.Slice(start, 8)));
                var eight = Vector256.ConvertToSingle(Vector256.Create(lower, upper));
                ((eight * scales[group]) + Vector256.Create(minima[group])).CopyTo(numbers[start..]);
            }
        }
    }

    private static (int Elements, int Bytes) Layout(WeightFormat format) => format switch
    {
        WeightFormat.F32 => (1, 4),
        WeightFormat.F16 or WeightFormat.BF16 => (1, 2),
        WeightFormat.Q4_0 => (BlockQ4_0.Elements, BlockQ4_0.Bytes),
        WeightFormat.Q4_1 => (BlockQ4_1.Elements, BlockQ4_1.Bytes),
        WeightFormat.Q5_0 => (BlockQ5_0.Elements, BlockQ5_0.Bytes),
        WeightFormat.Q5_1 => (BlockQ5_1.Elements, BlockQ5_1.Bytes),
        WeightFormat.Q8_0 => (BlockQ8_0.Elements, BlockQ8_0.Bytes),
        WeightFormat.Q2_K => (BlockQ2_K.Elements, BlockQ2_K.Bytes),
        WeightFormat.Q3_K => (BlockQ3_K.Elements, BlockQ3_K.Bytes),
        WeightFormat.Q4_K => (BlockQ4_K.Elements, BlockQ4_K.Bytes),
        WeightFormat.Q5_K => (BlockQ5_K.Elements, BlockQ5_K.Bytes),
        WeightFormat.Q6_K => (BlockQ6_K.Elements, BlockQ6_K.Bytes),
        WeightFormat.IQ4_NL => (BlockIQ4_NL.Elements, BlockIQ4_NL.Bytes),
        WeightFormat.MXFP4 => (BlockMXFP4.Elements, BlockMXFP4.Bytes),
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "The format is not known."),
    };
}
