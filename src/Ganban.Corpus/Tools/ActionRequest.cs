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
        var asks = new List<(string Text, Dictionary<string, Argument> Arguments)>();
        for (var index = 0; index < count; index++)
        {
            asks.Add(Ask(scene, family));
        }

        var slots = family.Slots.Where(slot => slot.IsRequired || scene.Chance(0.5)
            || asks.Exists(ask => ask.Arguments.ContainsKey(slot.Key))).ToList();
        var names = NamesOf(scene, slots);
        var isJapanese = scene.IsJapanese && scene.Chance(0.8);
        var parameters = slots.Select(slot => new Parameter(
            names[slot.Key],
            Argument.TypeOf(slot.Kind),
            scene.Chance(0.8) ? scene.Draw.PickFrom(isJapanese ? slot.Japanese : slot.English) : "",
            slot.IsRequired)
        {
            Values = Argument.ValuesOf(slot.Kind),
            ItemType = slot.Kind == "numbers" ? "number" : "",
        });
        var tool = Tool.Of(
            ToolWords.Name(scene, () => Write(scene, family, "name")),
            scene.Chance(0.9) ? Write(scene, family, isJapanese ? "ja" : "en") : "",
            [.. parameters]);
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

    private static (string Text, Dictionary<string, Argument> Arguments) Ask(Scene scene, ActionFamily family)
    {
        var arguments = new Dictionary<string, Argument>(StringComparer.Ordinal);
        var wording = scene.Draw.PickFrom(family.Wordings(scene.In("ask.en", "ask.ja"), scene.Split));
        var text = scene.Lexicon.Layouts.Write(wording, scene.Draw, scene.Split, name =>
        {
            if (!arguments.TryGetValue(name, out var argument))
            {
                var kind = family.Slots.Find(slot => slot.Key == name)?.Kind
                    ?? throw new FormatException($"The wordings use '{{{name}}}', which is no parameter.");
                do
                {
                    argument = Argument.Draw(scene, kind);
                }
                while (arguments.Values.Any(other => other.Said == argument.Said));
                arguments.Add(name, argument);
            }

            return argument.Said;
        });
        return (text.Trim(), arguments);
    }

    private static string Write(Scene scene, ActionFamily family, string keyword) => scene.Lexicon.Layouts.Write(
        scene.Draw.PickFrom(family.Wordings(keyword, scene.Split)), scene.Draw, scene.Split);

    /// <summary>Parameter names in one of the usual spellings, so that they must be read from the schema.</summary>
    private static Dictionary<string, string> NamesOf(Scene scene, List<ActionFamily.Slot> slots)
    {
        var kind = scene.Draw.PickWeighted(0.55, 0.12, 0.11, 0.11, 0.11);
        var word = scene.Names.Word();
        return slots.ToDictionary(
            slot => slot.Key,
            slot => kind switch
            {
                0 => slot.Key,
                1 => slot.Key + scene.Draw.Pick("_value", "_param", "_name", "_arg", "Value"),
                2 => string.Concat(slot.Key.Split('_').Select((part, i) => i == 0 ? part : NameSource.Capital(part))),
                3 => string.Concat(slot.Key.Split('_').Select(NameSource.Capital)),
                _ => word + "_" + slot.Key,
            },
            StringComparer.Ordinal);
    }
}
