using System.Numerics;
using System.Runtime.CompilerServices;
using Ganban.Kernels.Elementwise;

namespace Ganban.Kernels.Dot;

/// <summary>How numbers of a floating-point format become F32; the operator of the dot products over them.</summary>
/// <typeparam name="TStored">The stored number.</typeparam>
internal interface IFloatFormat<TStored>
    where TStored : unmanaged
{
    /// <summary>One number.</summary>
    static abstract float ToSingle(TStored stored);

    /// <summary>`2 · Vector&lt;float&gt;.Count` numbers; the caller has made sure that they are there.</summary>
    static abstract (Vector<float> Lower, Vector<float> Upper) Load(ref readonly TStored first);
}

/// <summary>F32 as it is.</summary>
internal readonly struct FormatF32 : IFloatFormat<float>
{
    public static float ToSingle(float stored) => stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Lower, Vector<float> Upper) Load(ref readonly float first) =>
        (Vector.LoadUnsafe(in first), Vector.LoadUnsafe(in first, (nuint)Vector<float>.Count));
}

/// <summary>F16, widened.</summary>
internal readonly struct FormatF16 : IFloatFormat<Half>
{
    public static float ToSingle(Half stored) => (float)stored;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Lower, Vector<float> Upper) Load(ref readonly Half first) =>
        HalfConversion.Widen(Vector.LoadUnsafe(in Unsafe.As<Half, ushort>(ref Unsafe.AsRef(in first))));
}

/// <summary>BF16, moved to the upper half of an F32.</summary>
internal readonly struct FormatBF16 : IFloatFormat<ushort>
{
    public static float ToSingle(ushort stored) => BitConverter.UInt32BitsToSingle((uint)stored << 16);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (Vector<float> Lower, Vector<float> Upper) Load(ref readonly ushort first)
    {
        Vector.Widen(Vector.LoadUnsafe(in first), out var lower, out var upper);
        return (Vector.AsVectorSingle(lower << 16), Vector.AsVectorSingle(upper << 16));
    }
}
