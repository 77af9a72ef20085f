namespace Ganban.Inference.Tokenizers.PreTokenizers;

/// <summary>Rules that cut numbers off.</summary>
internal static class NumberRules
{
    /// <summary>`\p{N}`</summary>
    public static int Single(ReadOnlySpan<uint> text, int start) => CodePoint.Is(text[start], CodePoint.Number) ? 1 : 0;

    /// <summary>`\p{N}{1,3}`</summary>
    public static int UpToThree(ReadOnlySpan<uint> text, int start) =>
        Scan.EndOf(text.Slice(start, Math.Min(3, text.Length - start)), 0, CodePoint.Number);

    /// <summary>`\p{N}+`</summary>
    public static int Runs(ReadOnlySpan<uint> text, int start) => Scan.EndOf(text, start, CodePoint.Number) - start;

    /// <summary>`[0-9][0-9][0-9]`</summary>
    public static int AsciiTriples(ReadOnlySpan<uint> text, int start) =>
        text.Length - start >= 3 && IsDigit(text[start]) && IsDigit(text[start + 1]) && IsDigit(text[start + 2])
            ? 3
            : 0;

    private static bool IsDigit(uint point) => CodePoint.Value(point) is >= '0' and <= '9';
}
