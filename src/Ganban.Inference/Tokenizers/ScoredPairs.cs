using System.Text;

namespace Ganban.Inference.Tokenizers;

/// <summary>Pairs whose joint text is a token, those of the best score first, as SentencePiece has it.</summary>
/// <param name="Vocabulary">The tokens.</param>
/// <param name="Scores">Their scores.</param>
/// <param name="Buffer">Room for two names; makes the value one for a single thread.</param>
internal readonly record struct ScoredPairs(Vocabulary Vocabulary, float[] Scores, char[] Buffer) : ITokenPairs
{
    public uint RankOf(int left, int right, out int joined)
    {
        var length = Write(left, 0);
        length = Write(right, length);
        return Vocabulary.TryGetText(Buffer.AsSpan(0, length), out joined)
            ? RankOf(Scores[joined])
            : ITokenPairs.NoRank;
    }

    // Bits of numbers sort like the numbers once those of negative ones are turned round; adding 0 makes 0 of -0.
    private static uint RankOf(float score)
    {
        var bits = BitConverter.SingleToInt32Bits(-score + 0f);
        return (uint)(bits >= 0 ? bits : bits ^ int.MaxValue) ^ 0x80000000;
    }

    private int Write(int symbol, int start)
    {
        if (symbol < 0)
        {
            return start + new Rune(~symbol).EncodeToUtf16(Buffer.AsSpan(start));
        }

        var name = Vocabulary.Name(symbol);
        name.CopyTo(Buffer.AsSpan(start));
        return start + name.Length;
    }
}
