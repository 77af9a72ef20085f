namespace Ganban.Corpus.Documents;

/// <summary>Tables in text.</summary>
internal static class Grid
{
    /// <summary>Rows in one of the usual notations, the first of them the head.</summary>
    public static string Write(Scene scene, IReadOnlyList<IEnumerable<string>> rows)
    {
        var kind = scene.Draw.PickWeighted(0.5, 0.2, 0.2, 0.1);
        var lines = rows.Select(row => kind switch
        {
            0 => "| " + string.Join(" | ", row) + " |",
            1 => string.Join("\t", row),
            2 => string.Join(", ", row),
            _ => string.Join(" / ", row),
        }).ToList();
        if (kind == 0 && scene.Chance(0.8))
        {
            lines.Insert(1, "|" + string.Concat(Enumerable.Repeat("---|", rows[0].Count())));
        }

        return string.Join('\n', lines);
    }
}
