using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Ganban.Kernels.Blocks;

/// <summary>
/// 32 numbers in 34 bytes, as in GGUF's Q8_0: number i is `Scale · Values[i]`.
/// <code>
/// byte 0      2                              34
///      | F16  | 32 × int8                     |
/// </code>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 2)]
public struct BlockQ8_0
{
    /// <summary>Numbers in a block.</summary>
    public const int Elements = 32;

    /// <summary>Bytes of a block.</summary>
    public const int Bytes = 34;

    /// <summary>What each value is multiplied by.</summary>
    public Half Scale;

    /// <summary>The values, −128 to 127; quantisation here produces −127 to 127.</summary>
    public Quants Values;

    /// <summary>The 32 values of a block.</summary>
    [InlineArray(Elements)]
    public struct Quants
    {
        private sbyte _first;
    }
}
