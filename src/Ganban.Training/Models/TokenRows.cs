namespace Ganban.Training.Models;

/// <summary>Some tokens' rows, taken out of all and put back.</summary>
internal static class TokenRows
{
    /// <summary>Copies rows one after another.</summary>
    /// <param name="rows">Which, ascending.</param>
    /// <param name="from">`[tokens × width]`.</param>
    /// <param name="to">Takes `[rows × width]`.</param>
    /// <param name="width">Numbers of a row.</param>
    public static void Gather(int[] rows, float[] from, float[] to, int width)
    {
        for (var row = 0; row < rows.Length; row++)
        {
            from.AsSpan(rows[row] * width, width).CopyTo(to.AsSpan(row * width));
        }
    }

    /// <summary>
    /// Moves rows back to their places, with zeros between them. In place, from the last on: a row never moves to where
    /// another still stands.
    /// </summary>
    /// <param name="rows">Their places, ascending.</param>
    /// <param name="tokens">All places.</param>
    /// <param name="values">`[rows × width]`, then `[tokens × width]`.</param>
    /// <param name="width">Numbers of a row.</param>
    public static void Scatter(int[] rows, int tokens, float[] values, int width)
    {
        var next = rows.Length - 1;
        for (var row = tokens - 1; row >= 0; row--)
        {
            var target = values.AsSpan(row * width, width);
            if (next >= 0 && rows[next] == row)
            {
                values.AsSpan(next * width, width).CopyTo(target);
                next--;
            }
            else
            {
                target.Clear();
            }
        }
    }
}
