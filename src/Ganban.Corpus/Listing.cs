namespace Ganban.Corpus;

/// <summary>Lists as sentences have them.</summary>
internal static class Listing
{
    /// <summary>As `a, b and c`.</summary>
    public static string English(IReadOnlyList<string> items) =>
        items.Count < 2 ? string.Concat(items) : string.Join(", ", items.SkipLast(1)) + " and " + items[^1];

    /// <summary>As `a、b、c`.</summary>
    public static string Japanese(IReadOnlyList<string> items) => string.Join('、', items);

    /// <summary>As answers have it.</summary>
    public static string Of(Scene scene, IReadOnlyList<string> items) =>
        scene.IsJapanese ? Japanese(items) : English(items);
}
