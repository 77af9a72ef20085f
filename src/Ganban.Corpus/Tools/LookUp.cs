using System.Text.Json.Nodes;
using Ganban.Corpus.Documents;
using Ganban.Corpus.Names;
using Ganban.Corpus.Wordings;

namespace Ganban.Corpus.Tools;

/// <summary>A tool that tells one property of the thing it is given, such as what is in stock of it.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Parameter">The name of the parameter that takes the thing.</param>
/// <param name="Topic">The property.</param>
/// <param name="Label">What people call the property.</param>
internal sealed record LookUp(Tool Tool, string Parameter, Topic Topic, string Label)
{
    private const double OwnShare = 0.3;

    /// <summary>A tool for a property that none of some others is for.</summary>
    public static LookUp Draw(Scene scene, params IReadOnlyList<LookUp> others)
    {
        while (true)
        {
            // Half of the time it is the stock, which the verb of answers depends on.
            var topic = scene.Chance(0.3)
                ? scene.Lexicon.Topics.First(topic => topic.Key == "stock")
                : scene.Draw.PickFrom(scene.Lexicon.Topics);
            var label = scene.Draw.PickFrom(topic.Labels(scene.IsJapanese));
            var tool = Make(scene, topic, label);
            if (others.All(other => other.Tool.Name != tool.Tool.Name && other.Topic.Key != topic.Key))
            {
                return tool;
            }
        }
    }

    /// <summary>A request in the wordings of a section, or in those that it has for this property alone.</summary>
    public string Ask(Scene scene, string section, params ReadOnlySpan<(string Slot, string Text)> slots)
    {
        var own = $"{section}.{Topic.Key}";
        return scene.Lexicon.Wordings(scene.Language).Has(own) && scene.Chance(OwnShare)
            ? scene.Say(own, [.. slots, ("f", Label), ("a", Label), ("e", slots[0].Text)])
            : scene.Say(section, [.. slots, ("f", Label)]);
    }

    /// <summary>What a request calls the property, or the usual name for it where the request has none.</summary>
    public string LabelIn(Scene scene, string request) =>
        Mention.Has(request, Label) ? Label : Topic.LabelIn(request, scene.IsJapanese);

    /// <summary>A call that looks up a thing.</summary>
    public ToolCall Call(string item) => new(Tool.Name, new JsonObject { [Parameter] = item });

    /// <summary>A value that the tool may find.</summary>
    public string Value(Scene scene) => scene.Values.Of(Topic.Kind);

    /// <summary>A result in one of the notations that tools use; every call of a conversation uses the same.</summary>
    public static Func<string, string, string> Notation(Scene scene, string label)
    {
        var key = scene.Draw.Pick("result", "value", label, "answer", "data", scene.Names.Word());
        var kind = scene.Draw.PickWeighted(0.4, 0.25, 0.1, 0.1, 0.08, 0.07);
        return (item, value) => kind switch
        {
            0 => value,
            1 => "{" + PlainJson.Quote(key) + ": " + (IsNumber(value) ? value : PlainJson.Quote(value)) + "}",
            2 => label + ": " + value,
            3 => "{\"status\": \"ok\", " + PlainJson.Quote(key) + ": " + PlainJson.Quote(value) + "}",
            4 => PlainJson.Quote(value),
            _ => scene.In($"The {label} of {item} is {value}.", $"{item}の{label}は{value}です。"),
        };
    }

    private static bool IsNumber(string value) => value[0] != '0' && value.All(char.IsAsciiDigit);

    // The labels of both languages stand in the same order.
    private static string English(Scene scene, Topic topic, string label)
    {
        var index = topic.Labels(scene.IsJapanese).ToList().IndexOf(label);
        return topic.English[Math.Min(index, topic.English.Count - 1)];
    }

    private static LookUp Make(Scene scene, Topic topic, string label)
    {
        var words = scene.Lexicon.ToolWords;
        var noun = scene.Chance(0.5) ? words.Write(scene, "look.noun") : "";
        var property = scene.Chance(0.5)
            ? topic.Key
            : English(scene, topic, label).Replace(' ', '_').ToLowerInvariant();
        var name = ToolWords.Name(scene, () => scene.Chance(0.85)
            ? $"{words.Write(scene, "look.verb")}_{noun}_{property}"
            : $"{property}_{noun}_{scene.Draw.Pick("lookup", "of", "info", "query")}");
        var parameter = scene.IsJapanese && scene.Chance(0.4)
            ? words.Write(scene, "look.japanese.parameter")
            : words.Write(scene, "look.parameter");
        var thing = scene.IsJapanese ? scene.Draw.Pick("材料", "部品", "商品", "品目", "製品") : noun.Length > 0 ? noun : "thing";
        var description = words.Write(scene, scene.In("look.english", "look.japanese"), ("f", label), ("n", thing));
        var meaning = words.Write(
            scene, scene.In("look.english.description", "look.japanese.description"), ("f", label), ("n", thing));
        var tool = Tool.Of(name, description, [new Parameter(parameter, "string", meaning, IsRequired: true)]);
        return new LookUp(tool, parameter, topic, label);
    }
}
