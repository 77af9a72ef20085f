using Ganban.Corpus.Drawing;

namespace Ganban.Corpus.Documents;

/// <summary>Tables in text.</summary>
internal static class Grid
{
    /// <summary>Rows in one of the usual notations, the first of them the head.</summary>
    public static string Write(Scene scene, IReadOnlyList<IEnumerable<string>> rows)
    {
        var isWide = scene.Split != Split.Unseen && scene.Chance(0.4);
        var kind = isWide ? scene.Draw.Between(4, 11) : scene.Draw.PickWeighted(0.5, 0.2, 0.2, 0.1);
        var lines = rows.Select(row => Line(kind, row)).ToList();
        if (kind == 0 && scene.Chance(0.8))
        {
            lines.Insert(1, "|" + string.Concat(Enumerable.Repeat("---|", rows[0].Count())));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Rows as columns.</summary>
    public static IReadOnlyList<IEnumerable<string>> Turned(IReadOnlyList<IEnumerable<string>> rows)
    {
        var cells = rows.Select(row => row.ToList()).ToList();
        return [.. Enumerable.Range(0, cells[0].Count).Select(column => cells.Select(row => row[column]))];
    }

    private static string Line(int kind, IEnumerable<string> row) => kind switch
    {
        0 => "| " + string.Join(" | ", row) + " |",
        1 => string.Join("\t", row),
        2 => string.Join(", ", row),
        3 => string.Join(" / ", row),
        4 => string.Join(" | ", row),
        5 => "|" + string.Join('|', row) + "|",
        6 => "\"" + string.Join("\",\"", row) + "\"",
        7 => string.Join("; ", row),
        8 => "│ " + string.Join(" │ ", row) + " │",
        9 => "<tr><td>" + string.Join("</td><td>", row) + "</td></tr>",
        10 => string.Join("　", row),
        _ => string.Join("    ", row),
    };
}
