using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 256 numbers in 210 bytes, as in GGUF's Q6_K: number i of sub-block j = i / 16 is `Scale · Scales[j] · (q[i] − 32)`.
/// Each half of a block has 64 bytes of lower and 32 bytes of upper bits.
/// <code>
/// byte 0                   128                 192           208    210
///      | 128 × bits 0-3 ×2 | 64 × bits 4-5 ×4  | 16 × int8   | F16  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ6_K
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 256;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 210;

    /// <summary>In each half, number 32·k + i in half k / 2 of byte 32·(k mod 2) + i.</summary>
    public Bytes128 LowBits;

    /// <summary>In each half, number 32·k + i in bits 2·k of byte i.</summary>
    public Bytes64 HighBits;

    /// <summary>16 signed scales.</summary>
    public Bytes16 Scales;

    /// <summary>What the scales are multiplied by.</summary>
    public Half Scale;
}
