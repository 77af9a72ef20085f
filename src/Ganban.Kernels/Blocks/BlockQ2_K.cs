using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 256 numbers in 84 bytes, as in GGUF's Q2_K: number i of sub-block j = i / 16 is
/// `Scale · (Scales[j] mod 16) · q[i] − MinimumScale · (Scales[j] / 16)`.
/// <code>
/// byte 0               16                  80     82     84
///      | 16 × 2 × 4 b  | 64 × four 2-bit   | F16  | F16  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ2_K
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 256;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 84;

    /// <summary>The scale of a sub-block in the lower, its minimum in the upper half of a byte.</summary>
    public Bytes16 Scales;

    /// <summary>32 bytes for each 128 numbers: number 32·k + i in bits 2·k of byte i.</summary>
    public Bytes64 Quants;

    /// <summary>What the scales are multiplied by.</summary>
    public Half Scale;

    /// <summary>What the minima are multiplied by.</summary>
    public Half MinimumScale;
}
