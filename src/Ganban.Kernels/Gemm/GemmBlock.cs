using Ganban.Kernels.Vectors;

namespace Ganban.Kernels.Gemm;

/// <summary>
/// A product cut for the caches: the inner dimension in blocks, so that a strip of the second factor stays in the first
/// level; rows in blocks, so that their packed form stays in the second. The cuts of the inner dimension depend on
/// nothing else, and so the sums don't depend on how the work is shared.
/// </summary>
internal static unsafe class GemmBlock<TWidth, TVector>
    where TWidth : struct, IVectorWidth<TVector>
    where TVector : struct
{
    /// <summary>Longest piece of the inner dimension.</summary>
    public const int InnerMax = 256;

    /// <summary>Rows that are packed together, a multiple of a tile's.</summary>
    public const int RowsMax = 96;

    private static int Columns => GemmTile<TWidth, TVector>.Columns;

    private static int Rows => GemmTile<TWidth, TVector>.Rows;

    /// <summary>Numbers that the packed second factor takes.</summary>
    public static long PackedB(MatrixView b) => (long)b.Rows * Strips(b.Columns) * Columns;

    /// <summary>Numbers that a packed block of the first factor takes.</summary>
    public static long PackedA => RowsMax * InnerMax;

    /// <summary>Strips of so many columns.</summary>
    public static int Strips(int columns) => (columns + Columns - 1) / Columns;

    /// <summary>Packs one strip of the second factor, all pieces of the inner dimension.</summary>
    /// <param name="b">`[inner × columns]`.</param>
    /// <param name="strip">Which.</param>
    /// <param name="packed">Takes the whole packed factor: pieces, in them strips.</param>
    public static void PackStrip(MatrixView b, int strip, float* packed)
    {
        var column = strip * Columns;
        var there = Math.Min(Columns, b.Columns - column);
        fixed (float* first = b.Memory.Span)
        {
            for (var start = 0; start < b.Rows; start += InnerMax)
            {
                var inner = Math.Min(InnerMax, b.Rows - start);
                var source = b.IsTransposed
                    ? first + ((nint)column * b.Stride) + start
                    : first + ((nint)start * b.Stride) + column;
                var target = packed + (((nint)start * Strips(b.Columns)) + ((nint)strip * inner)) * Columns;
                GemmPacking.Pack(source, b.Stride, !b.IsTransposed, there, Columns, inner, target);
            }
        }
    }

    /// <summary>Computes a block of the result.</summary>
    /// <param name="a">`[rows × inner]`.</param>
    /// <param name="c">The result.</param>
    /// <param name="rows">First row and number of rows, at most <see cref="RowsMax"/>.</param>
    /// <param name="strips">First strip of columns and the one after the last.</param>
    /// <param name="add">Whether the result is added to.</param>
    /// <param name="packedA">Room for <see cref="PackedA"/> numbers.</param>
    /// <param name="packedB">The packed second factor.</param>
    public static void Multiply(
        MatrixView a, MatrixView c, (int First, int Count) rows, (int First, int End) strips, bool add,
        float* packedA, float* packedB)
    {
        fixed (float* firstA = a.Memory.Span, firstC = c.Memory.Span)
        {
            for (var start = 0; start < a.Columns; start += InnerMax)
            {
                var inner = Math.Min(InnerMax, a.Columns - start);
                PackRows(a, firstA, rows, start, inner, packedA);
                var pieceB = packedB + ((nint)start * Strips(c.Columns) * Columns);
                for (var strip = strips.First; strip < strips.End; strip++)
                {
                    MultiplyStrip(
                        packedA, pieceB + ((nint)strip * inner * Columns), inner,
                        firstC + ((nint)rows.First * c.Stride) + (strip * Columns), c.Stride,
                        (rows.Count, Math.Min(Columns, c.Columns - (strip * Columns))), add || start > 0);
                }
            }
        }
    }

    private static void PackRows(
        MatrixView a, float* first, (int First, int Count) rows, int start, int inner, float* packed)
    {
        for (var row = 0; row < rows.Count; row += Rows)
        {
            var source = a.IsTransposed
                ? first + ((nint)start * a.Stride) + rows.First + row
                : first + ((nint)(rows.First + row) * a.Stride) + start;
            GemmPacking.Pack(
                source, a.Stride, a.IsTransposed, Math.Min(Rows, rows.Count - row), Rows, inner,
                packed + ((nint)row * inner));
        }
    }

    private static void MultiplyStrip(
        float* a, float* b, int inner, float* c, nint stride, (int Rows, int Columns) there, bool add)
    {
        var row = 0;
        if (there.Columns == Columns)
        {
            for (; row <= there.Rows - Rows; row += Rows)
            {
                GemmTile<TWidth, TVector>.Multiply(a + ((nint)row * inner), b, inner, c + (row * stride), stride, add);
            }
        }

        for (; row < there.Rows; row += Rows)
        {
            MultiplyEdge(
                a + ((nint)row * inner), b, inner, c + (row * stride), stride,
                (Math.Min(Rows, there.Rows - row), there.Columns), add);
        }
    }

    // A tile that reaches beyond the result is computed beside it.
    private static void MultiplyEdge(
        float* a, float* b, int inner, float* c, nint stride, (int Rows, int Columns) there, bool add)
    {
        var tile = stackalloc float[Rows * Columns];
        for (var row = 0; add && row < there.Rows; row++)
        {
            new ReadOnlySpan<float>(c + (row * stride), there.Columns).CopyTo(new(tile + (row * Columns), Columns));
        }

        GemmTile<TWidth, TVector>.Multiply(a, b, inner, tile, Columns, add);
        for (var row = 0; row < there.Rows; row++)
        {
            new ReadOnlySpan<float>(tile + (row * Columns), there.Columns)
                .CopyTo(new(c + (row * stride), there.Columns));
        }
    }
}
