using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 32 numbers in 17 bytes, as in GGUF's MXFP4, the OCP microscaling format: number i is
/// `2^(Exponent − 127) · e2m1[q[i]]`.
/// <code>
/// byte 0      1                              17
///      | E8M0 | 16 × two 4-bit numbers E2M1  |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
public struct BlockMXFP4
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 17;

    /// <summary>The exponent of the scale, plus 127.</summary>
    public byte Exponent;

    /// <summary>Number i of the first 16 in the lower, number 16 + i in the upper half of byte i.</summary>
    public Bytes16 Quants;
}
