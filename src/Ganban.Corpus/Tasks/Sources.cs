using System.Text.Json.Nodes;
using Ganban.Corpus.Documents;

namespace Ganban.Corpus.Tasks;

/// <summary>Puts documents beside each other as applications do.</summary>
internal static class Sources
{
    private const double ManyShare = 0.06;

    /// <summary>How many documents stand beside the one that is asked about: few, but now and then a context full.
    /// </summary>
    public static int Others(Scene scene, params double[] weights) =>
        scene.Chance(ManyShare) ? scene.Draw.Between(4, 14) : scene.Draw.PickWeighted(weights);

    /// <summary>Documents: one that is asked about, and others, of which some are alike.</summary>
    public static List<Document> Draw(Scene scene, Document main, int others)
    {
        var writer = new DocumentWriter(scene);
        List<Document> documents = [main];
        while (documents.Count <= others)
        {
            var other = scene.Chance(0.15)
                ? writer.Any(main.Entity + scene.Draw.Pick("2", scene.In(" Pro", "改"), " X", scene.In(" mini", "ミニ")))
                : writer.Any();
            if (documents.All(document => document.Entity != other.Entity))
            {
                documents.Add(other);
            }
        }

        scene.Draw.Shuffle(documents);
        return documents;
    }

    /// <summary>The documents in one text, numbered from 1 where the layout has numbers.</summary>
    public static string Text(Scene scene, IReadOnlyList<string> texts)
    {
        var layout = scene.Layout("source");
        var between = scene.Draw.Pick("\n", "\n\n");
        var text = string.Join(between, texts.Select((one, index) =>
            scene.Lay(layout, ("d", one), ("n", $"{index + 1}"))));
        if (texts.Count < 2 || !scene.Chance(0.2))
        {
            return text;
        }

        var name = scene.Draw.Pick("search_results", "documents", "context");
        return $"<{name}>\n{text}\n</{name}>";
    }

    /// <summary>The documents numbered for sure, so that they can be cited.</summary>
    public static string Numbered(Scene scene, IReadOnlyList<string> texts)
    {
        var layout = scene.Draw.Below(3);
        return string.Join("\n\n", texts.Select((text, index) => layout switch
        {
            0 => $"[{index + 1}] {text}",
            1 => $"<document index=\"{index + 1}\">\n{text}\n</document>",
            _ => $"[{index + 1}]\n{text}",
        }));
    }

    /// <summary>The documents as a search tool gives them.</summary>
    public static string Found(Scene scene, IReadOnlyList<string> texts) =>
        scene.Draw.PickWeighted(0.4, 0.4, 0.2) switch
        {
            0 => string.Join("\n\n", texts),
            1 => Text(scene, texts),
            _ => Json(scene, texts),
        };

    private static string Json(Scene scene, IReadOnlyList<string> texts)
    {
        var key = scene.Draw.Pick("text", "content", "body", "passage");
        var hasScore = scene.Chance(0.5);
        var items = new JsonArray([.. texts.Select(text => scene.Chance(0.5)
            ? JsonValue.Create(text)
            : hasScore
                ? new JsonObject { [key] = text, ["score"] = scene.Draw.Between(10, 99) / 100m }
                : (JsonNode)new JsonObject { [key] = text })]);
        var list = scene.Draw.Pick("results", "documents", "passages", "hits", "retrievalResults");
        return PlainJson.Spaced(scene.Chance(0.7) ? new JsonObject { [list] = items } : items);
    }
}
