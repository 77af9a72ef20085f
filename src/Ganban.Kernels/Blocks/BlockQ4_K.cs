using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 256 numbers in 144 bytes, as in GGUF's Q4_K: number i of sub-block j = i / 32 is
/// `Scale · scale[j] · q[i] − MinimumScale · minimum[j]`.
/// <code>
/// byte 0      2      4               16                           144
///      | F16  | F16  | 16 × 6 bit    | 128 × two 4-bit values     |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ4_K
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 256;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 144;

    /// <summary>What the scales are multiplied by.</summary>
    public Half Scale;

    /// <summary>What the minima are multiplied by.</summary>
    public Half MinimumScale;

    /// <summary>Eight scales and eight minima of 6 bits; see <see cref="Formats.PackedScales"/>.</summary>
    public Bytes12 Scales;

    /// <summary>
    /// 32 bytes for each 64 numbers: number i in the lower, number 32 + i in the upper half of byte i.
    /// </summary>
    public Bytes128 Quants;
}
