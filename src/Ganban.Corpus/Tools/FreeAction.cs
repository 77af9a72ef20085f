using System.Text;
using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>
/// Functions of any subject whose parameters a request names with their values: the general skill of filling slots.
/// </summary>
internal sealed class FreeAction
{
    private readonly IReadOnlyList<Kind> _kinds = Load("parameters.txt");

    /// <summary>Requests for one such function, each with values of its own.</summary>
    public List<ActionRequest> Draw(Scene scene, int count)
    {
        var words = scene.Lexicon.ToolWords;
        var kinds = scene.Draw.Some(_kinds, scene.Draw.PickWeighted(0.25, 0.35, 0.25, 0.15) + 1);
        var subject = scene.Chance(0.75) ? words.Write(scene, "free.subject") : scene.Names.Word();
        var said = subject.Replace('_', ' ');
        if (scene.IsJapanese && scene.Chance(0.5))
        {
            said = scene.Names.Noun();
        }

        var english = words.Write(scene, "free.english", ("s", said));
        var japanese = words.Write(scene, "free.japanese", ("s", said));
        var optional = kinds.Count > 1 && scene.Chance(0.4) ? kinds[^1] : null;
        var tool = Tool.Of(
            ToolWords.Name(scene, () => words.Write(scene, "free.verb") + "_" + subject),
            scene.In(english, scene.Chance(0.7) ? japanese : english),
            [
                .. kinds.Select(kind => new Parameter(
                    kind.Name, Argument.TypeOf(kind.Values), Meaning(scene, kind), kind != optional)
                {
                    Values = Argument.ValuesOf(kind.Values),
                    ItemType = Argument.ItemTypeOf(kind.Values),
                }),
            ]);
        return [.. Enumerable.Range(0, count).Select(_ => Ask(scene, tool, said, kinds, optional))];
    }

    private static ActionRequest Ask(Scene scene, Tool tool, string subject, List<Kind> kinds, Kind? optional)
    {
        var words = scene.Lexicon.ToolWords;
        var given = kinds.Where(kind => kind != optional || scene.Chance(0.5))
            .Select(kind => (Kind: kind, Value: Argument.Draw(scene, kind.Values))).ToList();
        var call = new ToolCall(tool.Name, new JsonObject(
            given.Select(pair => KeyValuePair.Create(pair.Kind.Name, (JsonNode?)pair.Value.Value))));
        if (scene.Chance(0.3))
        {
            scene.Draw.Shuffle(given);
        }

        var pairs = given.Select(pair => words.Write(
            scene,
            scene.In("free.pair", "free.pair.japanese"),
            ("l", scene.In(pair.Kind.English, pair.Kind.Japanese)),
            ("v", pair.Value.Said))).ToList();
        var text = words.Write(
            scene,
            scene.In("free.ask", "free.ask.japanese"),
            ("s", subject),
            ("p", Listing.Of(scene, pairs)));
        return new ActionRequest(text, tool, call) { About = subject };
    }

    private static string Meaning(Scene scene, Kind kind) => !scene.Chance(0.8) ? "" : scene.Lexicon.ToolWords.Write(
        scene,
        scene.In("free.means", "free.means.japanese"),
        ("l", scene.In(kind.English, kind.Japanese)));

    private static List<Kind> Load(string resource)
    {
        using var stream = typeof(FreeAction).Assembly.GetManifestResourceStream(resource)
            ?? throw new ArgumentException($"There is no resource '{resource}'.", nameof(resource));
        return
        [
            .. new StreamReader(stream, Encoding.UTF8).ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|'))
                .Select(parts => new Kind(parts[0], parts[1], parts[2], parts[3])),
        ];
    }

    private sealed record Kind(string Name, string Values, string English, string Japanese);
}
