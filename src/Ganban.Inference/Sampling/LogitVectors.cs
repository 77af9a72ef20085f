using System.Numerics;

namespace Ganban.Inference.Sampling;

/// <summary>Searches the logits of a whole vocabulary, a vector at a time. Not-a-number counts as absent.</summary>
internal static class LogitVectors
{
    private const int BlockSize = 2048;

    /// <summary>The position of the greatest logit, the lowest among equals; -1 when there is none.</summary>
    public static int IndexOfMax(ReadOnlySpan<float> logits)
    {
        var best = float.NegativeInfinity;
        var bestBlock = -1;
        for (var start = 0; start < logits.Length; start += BlockSize)
        {
            var max = Max(logits.Slice(start, Math.Min(BlockSize, logits.Length - start)));
            if (max > best)
            {
                (best, bestBlock) = (max, start);
            }
        }

        if (bestBlock < 0)
        {
            return -1;
        }

        var at = bestBlock;
        while (logits[at] != best)
        {
            at++;
        }

        return at;
    }

    /// <summary>The position from <paramref name="start"/> on whose logit is greater than a bound, or -1.</summary>
    public static int IndexOfGreater(ReadOnlySpan<float> logits, int start, float bound)
    {
        var i = start;
        var bounds = new Vector<float>(bound);
        for (; i <= logits.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            if (Vector.GreaterThanAny(new Vector<float>(logits[i..]), bounds))
            {
                break;
            }
        }

        for (; i < logits.Length; i++)
        {
            if (logits[i] > bound)
            {
                return i;
            }
        }

        return -1;
    }

    private static float Max(ReadOnlySpan<float> logits)
    {
        var width = Vector<float>.Count;
        var first = new Vector<float>(float.NegativeInfinity);
        var (second, third, fourth) = (first, first, first);
        var i = 0;
        for (; i <= logits.Length - (4 * width); i += 4 * width)
        {
            first = Greater(new Vector<float>(logits[i..]), first);
            second = Greater(new Vector<float>(logits[(i + width)..]), second);
            third = Greater(new Vector<float>(logits[(i + (2 * width))..]), third);
            fourth = Greater(new Vector<float>(logits[(i + (3 * width))..]), fourth);
        }

        var all = Greater(Greater(first, second), Greater(third, fourth));
        var max = float.NegativeInfinity;
        for (var lane = 0; lane < width; lane++)
        {
            max = all[lane] > max ? all[lane] : max;
        }

        for (; i < logits.Length; i++)
        {
            max = logits[i] > max ? logits[i] : max;
        }

        return max;
    }

    /// <summary>The greater of both, lane by lane; the second where the first is not a number.</summary>
    private static Vector<float> Greater(Vector<float> left, Vector<float> right) =>
        Vector.ConditionalSelect(Vector.GreaterThan(left, right), left, right);
}
