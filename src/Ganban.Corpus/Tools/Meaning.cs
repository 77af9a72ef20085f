using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>What the description of a parameter tells: what it is, how to write it, what it is when left out.</summary>
internal static class Meaning
{
    private static readonly string[] NoArticle =
    [
        "a", "an", "the", "how", "what", "where", "when", "which", "who", "whether", "if", "any", "all", "to", "only",
        "include", "print", "true",
    ];

    /// <summary>A parameter with its description.</summary>
    public static Parameter Describe(Scene scene, ActionFamily.Slot slot, string name, bool isJapanese)
    {
        var values = Argument.ValuesOf(slot.Kind);
        var isListed = values.Length > 0 && scene.Chance(0.35);
        var text = Text(scene, slot, isJapanese);
        if (isListed)
        {
            text = Add(scene, text, "choices", isJapanese, string.Join(", ", values));
        }
        else if (scene.Lexicon.ToolWords.Has($"means.{slot.Kind}"))
        {
            text = Add(scene, text, slot.Kind, isJapanese, "");
        }
        else if (scene.Chance(0.15) && slot.Kind != "boolean")
        {
            text = Add(scene, text, "example", isJapanese, Written(Argument.Draw(scene, slot.Kind).Value));
        }
        else if (scene.Chance(0.05))
        {
            text = Add(scene, text, "type", isJapanese, Argument.TypeOf(slot.Kind) switch
            {
                "integer" => scene.Draw.Pick("int", "integer"),
                "number" => "float",
                "array" => scene.Draw.Pick("list", "array"),
                "boolean" => "bool",
                _ => scene.Draw.Pick("str", "string"),
            });
        }
        else if (!scene.Chance(0.9))
        {
            text = "";
        }

        if (!slot.IsRequired && scene.Chance(0.5))
        {
            var value = slot.Kind == "boolean" ? "false" : Written(Argument.Draw(scene, slot.Kind).Value);
            text = Add(scene, text, "default", isJapanese, value);
        }

        return new Parameter(name, Argument.TypeOf(slot.Kind), text, slot.IsRequired)
        {
            Values = isListed ? [] : values,
            ItemType = Argument.ItemTypeOf(slot.Kind),
        };
    }

    private static string Text(Scene scene, ActionFamily.Slot slot, bool isJapanese)
    {
        var text = scene.Draw.PickFrom(isJapanese ? slot.Japanese : slot.English);
        if (!char.IsAsciiLetterLower(text[0]) || !scene.Chance(0.6))
        {
            return text;
        }

        return NoArticle.Contains(text.Split(' ')[0])
            ? char.ToUpperInvariant(text[0]) + text[1..]
            : "The " + text;
    }

    private static string Add(Scene scene, string text, string section, bool isJapanese, string value)
    {
        var more = scene.Lexicon.ToolWords.Write(
            scene, $"means.{section}" + (isJapanese ? ".japanese" : ""), ("v", value));
        return (text.TrimEnd('.') + more).TrimStart(' ', '.', ',', '。', '、');
    }

    private static string Written(JsonNode value) =>
        value is JsonValue text && text.TryGetValue(out string? plain) ? plain : PlainJson.Spaced(value);
}
