namespace Ganban.Kernels.MatMul;

/// <summary>Writes what one row gives for four tokens.</summary>
internal static class FourTokens
{
    /// <summary>Stores four products a row's length apart.</summary>
    public static void Store((float, float, float, float) products, Span<float> y, int yRows)
    {
        y[0] = products.Item1;
        y[yRows] = products.Item2;
        y[2 * yRows] = products.Item3;
        y[3 * yRows] = products.Item4;
    }
}
