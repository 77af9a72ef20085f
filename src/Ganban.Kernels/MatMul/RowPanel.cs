using System.Runtime.CompilerServices;
using Ganban.Kernels.Dot;

namespace Ganban.Kernels.MatMul;

/// <summary>Unpacks rows of weights into a panel.</summary>
internal static unsafe class RowPanel<TBlock, TProduct>
    where TBlock : unmanaged
    where TProduct : struct, IGroupProduct<TBlock>
{
    /// <summary>Unpacks up to 32 rows.</summary>
    /// <param name="rows">The first row.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="blocks">A row's blocks.</param>
    /// <param name="end">Where the memory with finite weights ends that the rows lie in.</param>
    /// <param name="panel">Takes them.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Unpack(TBlock* rows, int count, int blocks, TBlock* end, Panel panel)
    {
        int together = 256 / TProduct.Elements;
        int steps = (blocks + together - 1) / together;
        panel.Reserve(steps * 8, TProduct.NumberBytes);
        TBlock* rest = (TBlock*)panel.Tail;
        for (int half = 0; half < 2; half++)
        {
            int here = Math.Clamp(count - (16 * half), 0, 16);
            panel.ClearRows(here, TProduct.NumberBytes);
            for (int step = 0; step < steps; step++)
            {
                int first = step * together;
                for (int row = 0; row < here; row++)
                {
                    TBlock* place = rows + ((long)((16 * half) + row) * blocks) + first;

                    // The rows that follow are read by sixteen streams at once, which the processor does not foresee.
                    RowTail.Fetch(place + (16L * blocks), together);
                    if (place + together > end)
                    {
                        RowTail.Copy(place, blocks - first, rest);
                        place = rest;
                    }

                    TProduct.UnpackEight(
                        (byte*)place,
                        panel.Row(row, TProduct.NumberBytes),
                        panel.RowScales(row),
                        panel.RowMinima(row));
                }

                panel.Turn(step, steps, half, TProduct.NumberBytes);
            }
        }
    }
}
