using System.Text;

namespace Ganban.Corpus.Names;

/// <summary>The kanji of JIS X 0208's first level, 2,965 in common use, without a few that make bad names.</summary>
internal static class Kanji
{
    private const int FirstRow = 16;
    private const int LastRow = 47;
    private const int Cells = 94;
    private const int ShiftJis = 932;
    private const string Unfit = "姦淫娼糞尿屍殺死屎妾奴隷虐鬼痔癌埴";

    /// <summary>The characters in the standard's order.</summary>
    public static IReadOnlyList<char> FirstLevel { get; } = [.. Read()];

    private static IEnumerable<char> Read()
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(
            ShiftJis, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;
        var bytes = new byte[2];
        for (var row = FirstRow; row <= LastRow; row++)
        {
            for (var cell = 1; cell <= Cells; cell++)
            {
                bytes[0] = (byte)(((row - 1) >> 1) + 0x81);
                bytes[1] = (byte)(row % 2 == 0 ? cell + 0x9E : cell + 0x3F + (cell >= 64 ? 1 : 0));
                if (encoding.GetString(bytes) is [var kanji and >= '\u4E00' and <= '\u9FFF'] && !Unfit.Contains(kanji))
                {
                    yield return kanji;
                }
            }
        }
    }
}
