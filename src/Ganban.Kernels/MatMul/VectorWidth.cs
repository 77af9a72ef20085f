using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Ganban.Kernels.MatMul;

/// <summary>Which vectors a product is computed with. The result is the same.</summary>
internal enum VectorWidth
{
    /// <summary>None: the definition.</summary>
    Scalar,

    /// <summary>128 bits, portable.</summary>
    Vector128,

    /// <summary>256 bits: AVX2.</summary>
    Vector256,

    /// <summary>512 bits: AVX-512 BW and VBMI.</summary>
    Vector512,
}

/// <summary>What the processor has.</summary>
internal static class VectorWidths
{
    /// <summary>The widest vectors worth using here. Folded to a constant when compiled.</summary>
    public static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated && Avx512BW.IsSupported && Avx512Vbmi.IsSupported ? VectorWidth.Vector512
        : Avx2.IsSupported ? VectorWidth.Vector256
        : Vector128.IsHardwareAccelerated ? VectorWidth.Vector128
        : VectorWidth.Scalar;
}
