namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>
/// Words as most of today's models cut them:
/// `'s|'t|…|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
/// </summary>
/// <param name="DigitsMax">The most digits that stay together.</param>
internal sealed record WordRules(int DigitsMax)
{
    /// <summary>Whether English contractions are cut off.</summary>
    public bool Contractions { get; init; } = true;

    /// <summary>What words consist of.</summary>
    public uint WordClasses { get; init; } = CodePoint.Letter;

    /// <summary>What may follow a run of signs.</summary>
    public string Tail { get; init; } = "\r\n";

    /// <summary>GPT-2's: `'s|'t|…| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.</summary>
    public static int Gpt2(ReadOnlySpan<uint> text, int start)
    {
        if (Scan.Contraction(text, start, ignoreCase: false) is var contraction and > 0)
        {
            return contraction;
        }

        const uint Others = CodePoint.Space | CodePoint.Letter | CodePoint.Number;
        var first = CodePoint.Value(text[start]) == ' ' && start + 1 < text.Length ? start + 1 : start;
        var end = (text[first] & Others) switch
        {
            CodePoint.Space => start + Scan.Space(text, start),
            CodePoint.Letter => Scan.EndOf(text, first, CodePoint.Letter),
            CodePoint.Number => Scan.EndOf(text, first, CodePoint.Number),
            _ => Scan.EndOfOther(text, first, Others),
        };
        return end - start;
    }

    public int Match(ReadOnlySpan<uint> text, int start)
    {
        if (Contractions && Scan.Contraction(text, start, ignoreCase: true) is var contraction and > 0)
        {
            return contraction;
        }

        if (Scan.Is(text, start, WordClasses)
            || (!CodePoint.Is(text[start], CodePoint.Number) && !CodePoint.IsNewline(text[start])
                && Scan.Is(text, start + 1, WordClasses)))
        {
            return Scan.EndOf(text, start + 1, WordClasses) - start;
        }

        return NumberOrSigns(text, start, DigitsMax, WordClasses | CodePoint.Letter, Tail);
    }

    /// <summary>What may follow the words in such an expression: numbers, signs, white space.</summary>
    public static int NumberOrSigns(
        ReadOnlySpan<uint> text, int start, int digitsMax, uint wordClasses, string tail)
    {
        if (CodePoint.Is(text[start], CodePoint.Number))
        {
            var digits = text.Slice(start, Math.Min(text.Length - start, digitsMax));
            return Scan.EndOf(digits, 0, CodePoint.Number);
        }

        var others = CodePoint.Space | CodePoint.Number | wordClasses;
        var first = CodePoint.Value(text[start]) == ' ' ? start + 1 : start;
        if (first == text.Length || CodePoint.Is(text[first], others))
        {
            return Scan.SpaceOrLines(text, start);
        }

        var end = Scan.EndOfOther(text, first, others);
        while (end < text.Length && CodePoint.Value(text[end]) < 128
            && tail.Contains((char)CodePoint.Value(text[end]), StringComparison.Ordinal))
        {
            end++;
        }

        return end - start;
    }
}
