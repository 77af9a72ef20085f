using Ganban.Kernels.Blocks;

namespace Ganban.Kernels.MatMul;

/// <summary>
/// Activations `[tokens × columns]` as 8-bit values with an F32 scale for each 32, which all matrices that read the
/// same input share: as bytes for weights of at most 5 bits, as 16-bit numbers for the others. A token's values are
/// padded with zeros to a multiple of 256. Belongs to one product at a time.
/// </summary>
/// <param name="tokensMax">The most tokens it can hold.</param>
/// <param name="columns">Numbers of a token, a multiple of 32.</param>
public sealed unsafe class QuantizedTokens(int tokensMax, int columns)
{
    /// <summary>Numbers that are quantised together.</summary>
    public const int GroupElements = 32;

    /// <summary>Groups that are multiplied together; the lanes of a sum.</summary>
    internal const int GroupsTogether = 8;

    private readonly AlignedMemory _scales = new((long)tokensMax * StrideOf(columns) / GroupElements * sizeof(float));
    private readonly AlignedMemory _sums = new((long)tokensMax * StrideOf(columns) / GroupElements * sizeof(float));
    private AlignedMemory? _bytes;
    private AlignedMemory? _shorts;
    private bool _hasBytes;
    private bool _hasShorts;

    /// <summary>How many tokens it holds.</summary>
    public int Tokens { get; private set; }

    /// <summary>Numbers of a token.</summary>
    public int Columns => columns;

    /// <summary>From one token's values to the next one's, a multiple of 256.</summary>
    internal int Stride { get; } = StrideOf(columns);

    /// <summary>From one token's scales to the next one's, a multiple of 8.</summary>
    internal int GroupStride => Stride / GroupElements;

    /// <summary>`[tokens × stride]`.</summary>
    internal sbyte* Bytes => (sbyte*)_bytes!.Start;

    /// <summary>`[tokens × stride]`.</summary>
    internal short* Shorts => (short*)_shorts!.Start;

    /// <summary>`[tokens × groups]`.</summary>
    internal float* Scales => (float*)_scales.Start;

    /// <summary>Scale times sum of the values, `[tokens × groups]`.</summary>
    internal float* Sums => (float*)_sums.Start;

    /// <summary>The values as bytes or as 16-bit numbers.</summary>
    internal byte* Numbers(int numberBytes) => numberBytes == 1 ? (byte*)Bytes : (byte*)Shorts;

    /// <summary>Forgets what was quantised; another input follows.</summary>
    public void Clear() => (_hasBytes, _hasShorts) = (false, false);

    /// <summary>Makes room for a form of the input, unless it is there since <see cref="Clear"/>.</summary>
    /// <param name="tokens">How many tokens there are.</param>
    /// <param name="bytes">Whether values are needed as bytes; otherwise as 16-bit numbers.</param>
    /// <returns>Whether each token is to be quantised.</returns>
    internal bool Begin(int tokens, bool bytes)
    {
        if (bytes ? _hasBytes : _hasShorts)
        {
            return false;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, tokensMax);
        Tokens = tokens;
        if (bytes)
        {
            _bytes ??= new AlignedMemory((long)tokensMax * Stride);
            _hasBytes = true;
        }
        else
        {
            _shorts ??= new AlignedMemory((long)tokensMax * Stride * sizeof(short));
            _hasShorts = true;
        }

        return true;
    }

    /// <summary>Quantises a token; several may be quantised at once.</summary>
    /// <param name="token">Its number.</param>
    /// <param name="values">Finite numbers, `[columns]`.</param>
    /// <param name="bytes">As in <see cref="Begin"/>.</param>
    internal void Quantize(int token, ReadOnlySpan<float> values, bool bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)token, (uint)Tokens);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, columns);
        var scales = new Span<float>(Scales + (token * GroupStride), columns / GroupElements);
        var sums = new Span<float>(Sums + (token * GroupStride), columns / GroupElements);
        if (bytes)
        {
            var target = new Span<sbyte>(Bytes + ((long)token * Stride), columns);
            QuantizeActivations.ToBytes(values, target, scales, sums);
        }
        else
        {
            var target = new Span<short>(Shorts + ((long)token * Stride), columns);
            QuantizeActivations.ToShorts(values, target, scales, sums);
        }

        GC.KeepAlive(this);
    }

    private static int StrideOf(int columns) => (columns + 255) & ~255;
}
