using System.Buffers;

namespace Ganban.Corpus.Names;

/// <summary>
/// The words of the specification's own scenario, by which the model is measured: no conversation of the corpus has
/// one.
/// </summary>
public static class ScenarioWords
{
    private static readonly string[] Words =
    [
        "はにわ", "ハニワ", "埴輪", "埴", "haniwa", "粘土", "ねんど", "ニューロ", "neuro", "material_stock",
        "materialstock", "material-stock", "material stock", "後頭部", "家事", "買い出し", "製造免許",
        "2253-UA299", "1234-XX111", "9876-AB123",
    ];

    private static readonly SearchValues<string> Search =
        SearchValues.Create(Words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The words.</summary>
    public static IReadOnlyList<string> All => Words;

    /// <summary>Whether a text has one of them.</summary>
    public static bool AreIn(ReadOnlySpan<char> text) => text.ContainsAny(Search);
}
