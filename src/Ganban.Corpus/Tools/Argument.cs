using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tools;

/// <summary>A value as a request says it and as a call has it.</summary>
/// <param name="Said">What people write.</param>
/// <param name="Value">The JSON value.</param>
internal sealed record Argument(string Said, JsonNode Value)
{
    /// <summary>The JSON type of a kind of values, such as `place`, `integer` or `enum:red,green`.</summary>
    public static string TypeOf(string kind) => kind switch
    {
        "integer" => "integer",
        "number" => "number",
        "boolean" => "boolean",
        "numbers" => "array",
        _ => "string",
    };

    /// <summary>The values that a kind allows; empty for any.</summary>
    public static string[] ValuesOf(string kind) =>
        kind.StartsWith("enum:", StringComparison.Ordinal) ? kind["enum:".Length..].Split(',') : [];

    /// <summary>A value of a kind.</summary>
    public static Argument Draw(Scene scene, string kind) => kind switch
    {
        "integer" => Integer(scene),
        "number" => Number(scene),
        "numbers" => Numbers(scene),
        "boolean" => new("true", true),
        _ when ValuesOf(kind) is { Length: > 0 } values => Text(scene.Draw.Pick(values)),
        _ => Text(Word(scene, kind)),
    };

    private static string Word(Scene scene, string kind) => kind switch
    {
        "place" => scene.Names.Place(),
        "person" => scene.Names.Person(),
        "company" => scene.Names.Company(),
        "item" => scene.Names.Item(),
        "entity" => scene.Names.Entity(),
        "noun" => Noun(scene),
        "word" => scene.Names.Word(),
        "code" => scene.Values.Code(),
        "mail" => scene.Values.Of(ValueKind.Mail),
        "url" => scene.Values.Of(ValueKind.Address),
        "date" => scene.Values.IsoDate(),
        "time" => $"{scene.Draw.Between(0, 23):D2}:{scene.Draw.Pick("00", "15", "30", "45")}",
        "color" => scene.Values.Of(ValueKind.Color),
        "language" => scene.Draw.PickFrom(scene.Lexicon.Words[scene.In("language", "ja.language")]),
        "currency" => scene.Draw.PickFrom(scene.Lexicon.Words["currency"]),
        _ => throw new ArgumentException($"There is no kind '{kind}' of arguments.", nameof(kind)),
    };

    private static Argument Text(string text) => new(text, JsonValue.Create(text));

    private static Argument Integer(Scene scene)
    {
        var number = scene.Draw.PickWeighted(0.7, 0.2, 0.1) switch
        {
            0 => scene.Draw.Between(1, 120),
            1 => scene.Draw.Between(1, 90) * scene.Draw.Pick(10, 100, 1000),
            _ => scene.Draw.Between(1900, 2040),
        };
        return new(number.ToString(CultureInfo.InvariantCulture), number);
    }

    private static Argument Number(Scene scene)
    {
        if (scene.Chance(0.6))
        {
            return Integer(scene);
        }

        var number = scene.Draw.Between(1, 9999) / scene.Draw.Pick(10m, 100m);
        return new(number.ToString(CultureInfo.InvariantCulture), number);
    }

    private static Argument Numbers(Scene scene)
    {
        var numbers = Enumerable.Range(0, scene.Draw.Between(2, 5)).Select(_ => Number(scene)).ToList();
        var said = scene.IsJapanese
            ? string.Join(scene.Draw.Pick("、", ",", "と"), numbers.Select(number => number.Said))
            : Listing.English([.. numbers.Select(number => number.Said)]);
        return new(scene.Chance(0.2) ? $"[{string.Join(", ", numbers.Select(n => n.Said))}]" : said, new JsonArray(
            [.. numbers.Select(number => number.Value)]));
    }

    private static string Noun(Scene scene) => scene.Draw.PickWeighted(0.4, 0.3, 0.3) switch
    {
        0 => scene.Names.Noun(),
        1 => scene.Names.Entity(),
        _ => scene.Say("doc.filler", ("x", scene.Names.Noun()), ("y", scene.Names.Noun()), ("p", scene.Names.Place()))
            .TrimEnd('。', '.'),
    };
}
