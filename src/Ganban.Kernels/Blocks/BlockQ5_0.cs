using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 32 numbers in 22 bytes, as in GGUF's Q5_0: number i is `Scale · (q[i] − 16)`.
/// <code>
/// byte 0      2             6                              22
///      | F16  | 32 × bit 4  | 16 × bits 0-3 of two values  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_0
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 22;

    /// <summary>What each value is multiplied by.</summary>
    public Half Scale;

    /// <summary>Bit i is bit 4 of value i.</summary>
    public uint HighBits;

    /// <summary>Number i of the first 16 in the lower, number 16 + i in the upper half of byte i.</summary>
    public Bytes16 Quants;
}
