using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 256 numbers in 110 bytes, as in GGUF's Q3_K: number i of sub-block j = i / 16 is
/// `Scale · (scale[j] − 32) · (q[i] − 4)`, with 3-bit values and 6-bit scales.
/// <code>
/// byte 0             32                  96            108    110
///      | 256 × bit 2 | 64 × bits 0-1 ×4  | 16 × 6 bit  | F16  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ3_K
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 256;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 110;

    /// <summary>Bit k of byte i is bit 2 of value 32·k + i.</summary>
    public Bytes32 HighBits;

    /// <summary>32 bytes for each 128 numbers: bits 0-1 of number 32·k + i in bits 2·k of byte i.</summary>
    public Bytes64 Quants;

    /// <summary>
    /// Bits 0-3 of scale j in half j / 8 of byte j mod 8, bits 4-5 in bits 2·(j / 4) of byte 8 + j mod 4.
    /// </summary>
    public Bytes12 Scales;

    /// <summary>What the scales are multiplied by.</summary>
    public Half Scale;
}
