using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 256 numbers in 176 bytes, as in GGUF's Q5_K: number i of sub-block j = i / 32 is
/// `Scale · scale[j] · q[i] − MinimumScale · minimum[j]`.
/// <code>
/// byte 0      2      4             16             48                    176
///      | F16  | F16  | 16 × 6 bit  | 256 × bit 4  | 128 × bits 0-3 ×2   |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_K
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 256;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 176;

    /// <summary>What the scales are multiplied by.</summary>
    public Half Scale;

    /// <summary>What the minima are multiplied by.</summary>
    public Half MinimumScale;

    /// <summary>Eight scales and eight minima of 6 bits; see <see cref="Formats.PackedScales"/>.</summary>
    public Bytes12 Scales;

    /// <summary>Bit k of byte i is bit 4 of value 32·k + i.</summary>
    public Bytes32 HighBits;

    /// <summary>
    /// 32 bytes for each 64 numbers: bits 0-3 of number i in the lower, of number 32 + i in the upper half of byte i.
    /// </summary>
    public Bytes128 Quants;
}
