using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 32 numbers in 24 bytes, as in GGUF's Q5_1: number i is `Scale · q[i] + Minimum`.
/// <code>
/// byte 0      2      4             8                              24
///      | F16  | F16  | 32 × bit 4  | 16 × bits 0-3 of two values  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ5_1
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 24;

    /// <summary>What each value is multiplied by.</summary>
    public Half Scale;

    /// <summary>What is added to each product.</summary>
    public Half Minimum;

    /// <summary>Bit i is bit 4 of value i.</summary>
    public uint HighBits;

    /// <summary>Number i of the first 16 in the lower, number 16 + i in the upper half of byte i.</summary>
    public Bytes16 Quants;
}
