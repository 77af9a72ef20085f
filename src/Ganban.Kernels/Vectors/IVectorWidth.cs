namespace Ganban.Kernels.Vectors;

/// <summary>
/// F32 vectors of one width, as the operator of kernels that are written once for all widths. The entry of a kernel
/// picks the widest that the processor has; a test runs the others.
/// </summary>
/// <typeparam name="TVector">The vector.</typeparam>
internal interface IVectorWidth<TVector>
    where TVector : struct
{
    /// <summary>Numbers in a vector.</summary>
    static abstract int Count { get; }

    /// <summary>The vector that begins at a number; the caller has made sure that it is there.</summary>
    static abstract TVector Load(ref float first);

    /// <summary>Writes a vector.</summary>
    static abstract void Store(TVector vector, ref float first);

    /// <summary>The same number everywhere.</summary>
    static abstract TVector Repeat(float number);

    /// <summary>a·b + c, rounded once.</summary>
    static abstract TVector MultiplyAdd(TVector a, TVector b, TVector c);

    /// <summary>a + b.</summary>
    static abstract TVector Add(TVector a, TVector b);

    /// <summary>a − b.</summary>
    static abstract TVector Subtract(TVector a, TVector b);

    /// <summary>a · b.</summary>
    static abstract TVector Multiply(TVector a, TVector b);

    /// <summary>a / b.</summary>
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>The larger of each two numbers.</summary>
    static abstract TVector Max(TVector a, TVector b);

    /// <summary>eˣ; of negative infinity 0.</summary>
    static abstract TVector Exp(TVector x);

    /// <summary>The sum of the numbers of a vector.</summary>
    static abstract float Sum(TVector vector);

    /// <summary>The largest number of a vector.</summary>
    static abstract float Largest(TVector vector);
}
