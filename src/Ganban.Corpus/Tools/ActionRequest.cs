using System.Text.Json.Nodes;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tools;

/// <summary>A request, the tool that it is for and the call that it wants.</summary>
/// <param name="Text">What the user says.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Call">The call.</param>
internal sealed record ActionRequest(string Text, Tool Tool, ToolCall Call)
{
    /// <summary>What it is about: two tools that are about the same would be one too many.</summary>
    public required string About { get; init; }

    /// <summary>Whether it looks up a property, whose value answers have sentences of their own for.</summary>
    public bool IsLookUp { get; init; }

    /// <summary>Requests for one tool of a family, each with values of its own.</summary>
    public static List<ActionRequest> Draw(Scene scene, ActionFamily family, int count)
    {
        var picks = family.Picks.ToDictionary(
            pick => pick.Key,
            pick => (Pick: pick, Index: scene.Draw.Below(pick.English.Length)),
            StringComparer.Ordinal);
        string Picked(string name, bool isJapanese) => picks.TryGetValue(name, out var picked)
            ? (isJapanese ? picked.Pick.Japanese : picked.Pick.English)[picked.Index]
            : "";
        var asks = new List<(string Text, Dictionary<string, Argument> Arguments)>();
        for (var index = 0; index < count; index++)
        {
            asks.Add(Ask(scene, family, name => Picked(name, scene.IsJapanese)));
        }

        var slots = family.Slots.Where(slot => slot.IsRequired || scene.Chance(0.5)
            || asks.Exists(ask => ask.Arguments.ContainsKey(slot.Key))).ToList();
        if (scene.Chance(0.3))
        {
            slots.AddRange(Spares(scene, family));
        }

        if (scene.Chance(0.3))
        {
            scene.Draw.Shuffle(slots);
        }

        var names = NamesOf(scene, slots);
        var isJapanese = scene.IsJapanese && scene.Chance(0.8);
        var tool = Tool.Of(
            ToolWords.Name(scene, () =>
                Write(scene, family, "name", name => Picked(name, isJapanese: false).Replace(' ', '_'))),
            scene.Chance(0.9) 
                ? Write(scene, family, isJapanese ? "ja" : "en", name => Picked(name, isJapanese))
                : "",
            [.. slots.Select(slot => Meaning.Describe(scene, slot, names[slot.Key], isJapanese))]);
        return
        [
            .. asks.Select(ask => new ActionRequest(ask.Text, tool, new ToolCall(tool.Name, new JsonObject(
                slots.Where(slot => ask.Arguments.ContainsKey(slot.Key)).Select(slot =>
                    KeyValuePair.Create(names[slot.Key], (JsonNode?)ask.Arguments[slot.Key].Value)))))
            {
                About = family.Key,
            }),
        ];
    }

    private static (string Text, Dictionary<string, Argument> Arguments) Ask(
        Scene scene, ActionFamily family, Func<string, string> picked)
    {
        var arguments = new Dictionary<string, Argument>(StringComparer.Ordinal);
        var wording = scene.Draw.PickFrom(family.Wordings(scene.In("ask.en", "ask.ja"), scene.Split));
        var text = scene.Lexicon.Layouts.Write(wording, scene.Draw, scene.Split, name =>
        {
            if (picked(name) is { Length: > 0 } word)
            {
                return word;
            }

            var (key, said) = name.Split('=') is [var left, var right] ? (left, right) : (name, "");
            var kind = family.Slots.Find(slot => slot.Key == key)?.Kind
                ?? throw new FormatException($"The wordings use '{{{name}}}', which is no parameter.");
            if (said.Length > 0)
            {
                arguments[key] = Argument.Of(kind, said);
                return "";
            }

            if (!arguments.TryGetValue(key, out var argument))
            {
                do
                {
                    argument = Argument.Draw(scene, kind);
                }
                while (arguments.Values.Any(other => other.Said == argument.Said));
                arguments.Add(key, argument);
            }

            return argument.Said;
        });
        return (text.Trim(), arguments);
    }

    private static string Write(Scene scene, ActionFamily family, string keyword, Func<string, string> picked) =>
        scene.Lexicon.Layouts.Write(
            scene.Draw.PickFrom(family.Wordings(keyword, scene.Split)), scene.Draw, scene.Split, picked);

    /// <summary>Optional parameters that no request speaks of.</summary>
    private static IEnumerable<ActionFamily.Slot> Spares(Scene scene, ActionFamily family) =>
        scene.Draw.Some(scene.Lexicon.SpareSlots, scene.Draw.Between(1, 2))
            .Where(spare => !family.Slots.Exists(slot => slot.Names.Intersect(spare.Names).Any()));

    /// <summary>Parameter names in one of the usual spellings, so that they must be read from the schema.</summary>
    private static Dictionary<string, string> NamesOf(Scene scene, List<ActionFamily.Slot> slots)
    {
        var kind = scene.Draw.PickWeighted(0.65, 0.09, 0.09, 0.08, 0.09);
        var word = scene.Names.Word();
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var slot in slots)
        {
            var name = Spelling(scene.Draw.PickFrom(slot.Names));
            names.Add(slot.Key, names.ContainsValue(name) ? Spelling(slot.Key) : name);
        }

        return names;

        string Spelling(string name) => kind switch
        {
            0 => name,
            1 => name + scene.Draw.Pick("_value", "_param", "_name", "_arg", "Value"),
            2 => string.Concat(name.Split('_').Select((part, i) => i == 0 ? part : NameSource.Capital(part))),
            3 => string.Concat(name.Split('_').Select(NameSource.Capital)),
            _ => word + "_" + name,
        };
    }
}
