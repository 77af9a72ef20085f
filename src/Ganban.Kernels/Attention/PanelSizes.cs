namespace Ganban.Kernels.Attention;

/// <summary>The sizes of a <see cref="PanelProduct"/>.</summary>
/// <param name="Rows">Rows of a and c.</param>
/// <param name="Inner">Columns of a that count, rows of b.</param>
/// <param name="Columns">Columns of b, also its stride, and of c that count.</param>
/// <param name="AStride">From one row of a to the next.</param>
/// <param name="CStride">From one row of c to the next.</param>
internal readonly record struct PanelSizes(int Rows, int Inner, int Columns, int AStride, int CStride)
{
    /// <summary>Refuses matrices that are not all there.</summary>
    public void Check(int a, int b, int c)
    {
        var fits = Rows % PanelProduct.RowStep == 0
            && (Rows == 0 || (((long)(Rows - 1) * AStride) + Inner <= a && ((long)(Rows - 1) * CStride) + Columns <= c))
            && (long)Inner * Columns <= b;
        if (!fits)
        {
            throw new ArgumentException($"{this} does not fit in {a}, {b} and {c} numbers.");
        }
    }
}
