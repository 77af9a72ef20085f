using System.Numerics.Tensors;
using Ganban.Storage.Vectors;

namespace Ganban.Storage.Sqlite.Vectors;

/// <summary>Finds the passages whose vectors are nearest to one by looking at all of them.</summary>
internal static class NearestPassages
{
    /// <summary>The nearest passages, the nearest first, with their cosines.</summary>
    /// <param name="documents">All documents.</param>
    /// <param name="vector">The vector, at unit length.</param>
    /// <param name="count">The most passages.</param>
    /// <param name="filter">What their metadata must fulfil.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static List<(PassageRef Passage, float Score)> Of(
        IEnumerable<IndexedDocument> documents,
        ReadOnlySpan<float> vector,
        int count,
        MetadataFilter? filter,
        CancellationToken cancellationToken)
    {
        // The worst of the best stands first, so that it is the one to leave.
        var best = new PriorityQueue<PassageRef, (float Score, long Age)>(count + 1);
        foreach (var document in documents)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var passage in document.Passages)
            {
                var rank = (Score(passage.Vectors, vector), -passage.Id);
                if (best.Count == count && best.TryPeek(out _, out var worst) && rank.CompareTo(worst) <= 0)
                {
                    continue;
                }

                if (document.Matches(passage, filter))
                {
                    best.Enqueue(new PassageRef(document, passage), rank);
                    if (best.Count > count)
                    {
                        best.Dequeue();
                    }
                }
            }
        }

        var found = new List<(PassageRef, float)>(best.Count);
        while (best.TryDequeue(out var passage, out var rank))
        {
            found.Add((passage, rank.Score));
        }

        found.Reverse();
        return found;
    }

    // Of several vectors, the nearest stands for the passage.
    private static float Score(ReadOnlySpan<float> vectors, ReadOnlySpan<float> vector)
    {
        var score = float.NegativeInfinity;
        for (var at = 0; at < vectors.Length; at += vector.Length)
        {
            score = Math.Max(score, TensorPrimitives.Dot(vectors.Slice(at, vector.Length), vector));
        }

        return score;
    }
}
