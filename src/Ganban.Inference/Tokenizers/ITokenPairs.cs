namespace Ganban.Inference.Tokenizers;

/// <summary>Which neighbours a byte-pair encoding may join: by ranked merges, or by the scores of tokens.</summary>
internal interface ITokenPairs
{
    /// <summary>What stands for pairs that can't be joined; it is the last of all ranks.</summary>
    const uint NoRank = uint.MaxValue;

    /// <summary>Looks two neighbours up.</summary>
    /// <param name="left">A token; or the complement of a code point that has none.</param>
    /// <param name="right">The same.</param>
    /// <param name="joined">What they become.</param>
    /// <returns>When their turn is: lower ranks are joined first.</returns>
    uint RankOf(int left, int right, out int joined);
}
