namespace Ganban.Kernels.MatMul;

/// <summary>
/// The product of 32 columns of sixteen rows with four tokens, by 256-bit vectors; see
/// <see cref="PanelTile256{TCell}"/>.
/// </summary>
internal unsafe interface ITileCell
{
    /// <summary>Bytes of an activation and of an unpacked weight, 1 or 2.</summary>
    static abstract int NumberBytes { get; }

    /// <summary>Adds the products to a lane.</summary>
    /// <param name="w">The panel's cell, at its first of the sixteen rows.</param>
    /// <param name="x0">The first token's activations.</param>
    /// <param name="x1">The second token's.</param>
    /// <param name="x2">The third token's.</param>
    /// <param name="x3">The fourth token's.</param>
    /// <param name="wScales">The rows' scales; minima follow those of the panel.</param>
    /// <param name="scale">The first token's scale.</param>
    /// <param name="e1">Where the second token's is from there.</param>
    /// <param name="e2">Where the third token's is.</param>
    /// <param name="e3">Where the fourth token's is.</param>
    /// <param name="sums">Where a token's sum is from its scale.</param>
    /// <param name="lane">The lane, `[tokens × rows of a panel]`, at the first of the sixteen rows.</param>
    static abstract void Add(
        byte* w,
        byte* x0,
        byte* x1,
        byte* x2,
        byte* x3,
        float* wScales,
        float* scale,
        long e1,
        long e2,
        long e3,
        long sums,
        float* lane);
}
