using System.Collections.Concurrent;
using System.Runtime.Intrinsics;
using Ganban.Kernels.MatMul;
using Ganban.Kernels.Threading;
using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Gemm;

/// <summary>
/// Products of F32 matrices in any of the layouts A·B, A·Bᵀ and Aᵀ·B, for training. The result is the same to the last
/// bit for every number of threads and every width of vectors. One product at a time for each instance.
/// </summary>
/// <param name="pool">The threads.</param>
public sealed class FloatGemm(WorkPool pool)
{
    private readonly GemmScratch _shared = new();
    private readonly ConcurrentBag<GemmScratch> _stock = [];

    /// <summary>c ← a·b, or c ← c + a·b.</summary>
    /// <param name="a">`[rows × inner]`.</param>
    /// <param name="b">`[inner × columns]`.</param>
    /// <param name="c">`[rows × columns]`, not transposed, in memory of its own.</param>
    /// <param name="add">Whether the product is added to what is there.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    public void Multiply(MatrixView a, MatrixView b, MatrixView c, bool add = false)
    {
        Check(a, b, c);
        if (a.Rows == 0)
        {
            return;
        }

        if (a.Columns == 0)
        {
            throw new ArgumentException("The inner dimension is empty.", nameof(a));
        }

        switch (Widest)
        {
            case VectorWidth.Vector512:
                Share<Width512, Vector512<float>>(a, b, c, add);
                break;
            case VectorWidth.Vector256:
                Share<Width256, Vector256<float>>(a, b, c, add);
                break;
            default:
                Share<Width128, Vector128<float>>(a, b, c, add);
                break;
        }
    }

    /// <summary>The same on the calling thread alone, for products inside a shared loop.</summary>
    /// <param name="scratch">The thread's working memory.</param>
    /// <param name="a">`[rows × inner]`.</param>
    /// <param name="b">`[inner × columns]`.</param>
    /// <param name="c">`[rows × columns]`, not transposed, in memory of its own.</param>
    /// <param name="add">Whether the product is added to what is there.</param>
    /// <exception cref="ArgumentException">The shapes don't fit.</exception>
    public static void MultiplyAlone(GemmScratch scratch, MatrixView a, MatrixView b, MatrixView c, bool add = false)
    {
        ArgumentNullException.ThrowIfNull(scratch);
        Check(a, b, c);
        switch (Widest)
        {
            case VectorWidth.Vector512:
                Alone<Width512, Vector512<float>>(scratch, a, b, c, add);
                break;
            case VectorWidth.Vector256:
                Alone<Width256, Vector256<float>>(scratch, a, b, c, add);
                break;
            default:
                Alone<Width128, Vector128<float>>(scratch, a, b, c, add);
                break;
        }
    }

    // Unlike VectorWidths.Widest this needs no byte shuffles.
    private static VectorWidth Widest =>
        Vector512.IsHardwareAccelerated ? VectorWidth.Vector512
        : Vector256.IsHardwareAccelerated ? VectorWidth.Vector256
        : VectorWidth.Vector128;

    /// <summary>The product alone with vectors of one width; for tests, too.</summary>
    internal static unsafe void Alone<TWidth, TVector>(
        GemmScratch scratch, MatrixView a, MatrixView b, MatrixView c, bool add)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        var packedB = scratch.B(GemmBlock<TWidth, TVector>.PackedB(b)).Start;
        var packedA = scratch.A(GemmBlock<TWidth, TVector>.PackedA).Start;
        var strips = GemmBlock<TWidth, TVector>.Strips(b.Columns);
        for (var strip = 0; strip < strips; strip++)
        {
            GemmBlock<TWidth, TVector>.PackStrip(b, strip, (float*)packedB);
        }

        for (var row = 0; row < a.Rows; row += GemmBlock<TWidth, TVector>.RowsMax)
        {
            var rows = (row, Math.Min(GemmBlock<TWidth, TVector>.RowsMax, a.Rows - row));
            GemmBlock<TWidth, TVector>.Multiply(a, c, rows, (0, strips), add, (float*)packedA, (float*)packedB);
        }
    }

    private static void Check(MatrixView a, MatrixView b, MatrixView c)
    {
        if (a.Columns != b.Rows || a.Rows != c.Rows || b.Columns != c.Columns || c.IsTransposed)
        {
            throw new ArgumentException($"[{a.Rows} × {a.Columns}] · [{b.Rows} × {b.Columns}] does not give "
                + $"[{c.Rows} × {c.Columns}]{(c.IsTransposed ? " transposed" : "")}.");
        }
    }

    private unsafe void Share<TWidth, TVector>(MatrixView a, MatrixView b, MatrixView c, bool add)
        where TWidth : struct, IVectorWidth<TVector>
        where TVector : struct
    {
        var packedB = _shared.B(GemmBlock<TWidth, TVector>.PackedB(b));
        var strips = GemmBlock<TWidth, TVector>.Strips(b.Columns);
        pool.Run(
            strips, (long)b.Rows * b.Columns,
            strip => GemmBlock<TWidth, TVector>.PackStrip(b, strip, (float*)packedB.Start));

        var rowBlocks = (a.Rows + GemmBlock<TWidth, TVector>.RowsMax - 1) / GemmBlock<TWidth, TVector>.RowsMax;
        var columnBlocks = Math.Clamp(((4 * pool.Parallelism) + rowBlocks - 1) / rowBlocks, 1, strips);
        pool.Run(
            rowBlocks * columnBlocks, (long)a.Rows * a.Columns * b.Columns,
            item =>
            {
                var scratch = _stock.TryTake(out var free) ? free : new GemmScratch();
                var row = item / columnBlocks * GemmBlock<TWidth, TVector>.RowsMax;
                var column = item % columnBlocks;
                GemmBlock<TWidth, TVector>.Multiply(
                    a, c, (row, Math.Min(GemmBlock<TWidth, TVector>.RowsMax, a.Rows - row)),
                    (strips * column / columnBlocks, strips * (column + 1) / columnBlocks), add,
                    (float*)scratch.A(GemmBlock<TWidth, TVector>.PackedA).Start, (float*)packedB.Start);
                _stock.Add(scratch);
            });
    }
}
