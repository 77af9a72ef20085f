using System.Runtime.InteropServices;
using Ganban.Kernels.Blocks;
using Ganban.Kernels.Elementwise;
using Ganban.Kernels.Formats;

namespace Ganban.Kernels.Quantization;

/// <summary>Turns numbers into stored weights.</summary>
public static class Quantizer
{
    /// <summary>The formats that numbers can be turned into.</summary>
    public static IReadOnlyList<WeightFormat> Formats { get; } =
    [
        WeightFormat.F32, WeightFormat.F16, WeightFormat.BF16, WeightFormat.Q8_0, WeightFormat.Q4_0,
        WeightFormat.Q4_K, WeightFormat.Q5_K, WeightFormat.Q6_K,
    ];

    /// <summary>Quantises numbers; the same numbers always give the same bytes. Safe to run on many threads.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="source">Finite numbers, whole blocks of the format.</param>
    /// <param name="destination">Takes the blocks, <see cref="Weights.BlockBytes"/> each.</param>
    /// <exception cref="ArgumentOutOfRangeException">The format or a length is not one of these.</exception>
    /// <exception cref="ArgumentException">A number is not finite.</exception>
    public static void Quantize(WeightFormat format, ReadOnlySpan<float> source, Span<byte> destination)
    {
        var (elements, bytes) = (Weights.BlockElements(format), Weights.BlockBytes(format));
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.Length % elements, 0, nameof(source));
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, source.Length / elements * bytes);
        foreach (var number in source)
        {
            if (!float.IsFinite(number))
            {
                throw new ArgumentException("A number that is not finite can't be quantised.", nameof(source));
            }
        }

        switch (format)
        {
            case WeightFormat.F32:
                MemoryMarshal.AsBytes(source).CopyTo(destination);
                break;
            case WeightFormat.F16:
                HalfConversion.ToHalf(source, MemoryMarshal.Cast<byte, Half>(destination));
                break;
            case WeightFormat.BF16:
                BFloat16Conversion.FromSingle(source, MemoryMarshal.Cast<byte, ushort>(destination));
                break;
            case WeightFormat.Q8_0:
                QuantizeQ8_0.Weights(source, MemoryMarshal.Cast<byte, BlockQ8_0>(destination));
                break;
            case WeightFormat.Q4_0:
                QuantizeQ4_0.Weights(source, MemoryMarshal.Cast<byte, BlockQ4_0>(destination));
                break;
            case WeightFormat.Q4_K:
                QuantizeQ4_K.Weights(source, MemoryMarshal.Cast<byte, BlockQ4_K>(destination));
                break;
            case WeightFormat.Q5_K:
                QuantizeQ5_K.Weights(source, MemoryMarshal.Cast<byte, BlockQ5_K>(destination));
                break;
            case WeightFormat.Q6_K:
                QuantizeQ6_K.Weights(source, MemoryMarshal.Cast<byte, BlockQ6_K>(destination));
                break;
            default:
                throw new ArgumentOutOfRangeException(
                    nameof(format), format, $"Numbers can be quantised to {string.Join(", ", Formats)}.");
        }
    }
}
