namespace Ganban.Inference.Tokenizers;

/// <summary>Pairs that the file lists (<see cref="BytePairMerges"/>).</summary>
/// <param name="Merges">Left and right token to rank and joined token.</param>
internal readonly record struct RankedPairs(PairTable Merges) : ITokenPairs
{
    public uint RankOf(int left, int right, out int joined)
    {
        joined = 0;
        return left >= 0 && right >= 0 && Merges.TryGet(left, right, out var rank, out joined)
            ? (uint)rank
            : ITokenPairs.NoRank;
    }
}
