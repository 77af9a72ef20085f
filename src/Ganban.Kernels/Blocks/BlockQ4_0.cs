using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 32 numbers in 18 bytes, as in GGUF's Q4_0: number i is `Scale · (q[i] − 8)`.
/// <code>
/// byte 0      2                              18
///      | F16  | 16 × two 4-bit values        |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ4_0
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 18;

    /// <summary>What each value is multiplied by.</summary>
    public Half Scale;

    /// <summary>Number i of the first 16 in the lower, number 16 + i in the upper half of byte i.</summary>
    public Bytes16 Quants;
}
