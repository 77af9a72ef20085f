using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Names;

/// <summary>
/// Decides by a name's hash (FNV-1a, Fowler, Noll and Vo) what is held out of training: one name in sixteen.
/// </summary>
internal static class HoldOut
{
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;
    private const uint Share = 16;

    /// <summary>Whether a split may have a name: held-out ones are for measuring, the others for training.</summary>
    public static bool Admits(Split split, ReadOnlySpan<char> name) => IsHeldOut(name) == (split != Split.Train);

    /// <summary>Whether a name never occurs in training as a name.</summary>
    public static bool IsHeldOut(ReadOnlySpan<char> name)
    {
        var hash = Offset;
        foreach (var character in name)
        {
            hash = (hash ^ character) * Prime;
        }

        // The low bits of FNV depend on the low bits of the text alone.
        hash ^= hash >> 15;
        return hash % Share == 0;
    }
}
