using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Corpus.Names;

namespace Ganban.Corpus.Tools;

/// <summary>A value as a request says it and as a call has it.</summary>
/// <remarks>
/// Kinds of values: <c>integer</c>, <c>int:2-9</c>, <c>number</c>, <c>float:1-9</c> and other quantities (see
/// <see cref="Quantity"/>), <c>boolean</c>, <c>enum:red,green</c>, <c>@team</c> for words of a list and made-up ones,
/// <c>=month</c> for words of a list alone, <c>place[]</c> for several of a kind, and texts such as <c>place</c>.
/// </remarks>
/// <param name="Said">What people write.</param>
/// <param name="Value">The JSON value.</param>
internal sealed record Argument(string Said, JsonNode Value)
{
    /// <summary>The JSON type of a kind of values.</summary>
    public static string TypeOf(string kind) => kind switch
    {
        "boolean" => "boolean",
        "numbers" or "point" => "array",
        _ when kind.EndsWith("[]", StringComparison.Ordinal) => "array",
        _ => Quantity.TypeOf(kind),
    };

    /// <summary>The JSON type of the items of a kind of lists; empty for other kinds.</summary>
    public static string ItemTypeOf(string kind) => TypeOf(kind) != "array" ? ""
        : kind.EndsWith("[]", StringComparison.Ordinal) ? TypeOf(kind[..^2]) : "number";

    /// <summary>The values that a kind allows; empty for any.</summary>
    public static string[] ValuesOf(string kind) =>
        kind.StartsWith("enum:", StringComparison.Ordinal) ? kind["enum:".Length..].Split(',') : [];

    /// <summary>A value of a kind that is written so in a file.</summary>
    public static Argument Of(string kind, string text) => new(text, TypeOf(kind) switch
    {
        "boolean" => JsonValue.Create(bool.Parse(text)),
        "integer" => JsonValue.Create(int.Parse(text, CultureInfo.InvariantCulture)),
        "number" => JsonValue.Create(decimal.Parse(text, CultureInfo.InvariantCulture)),
        _ => JsonValue.Create(text),
    });

    /// <summary>A value of a kind.</summary>
    public static Argument Draw(Scene scene, string kind) => kind switch
    {
        "numbers" => Numbers(scene),
        "point" => Point(scene),
        "boolean" => new("true", true),
        "day" => Day(scene),
        _ when kind.EndsWith("[]", StringComparison.Ordinal) => Several(scene, kind[..^2]),
        _ when ValuesOf(kind) is { Length: > 0 } values => Text(scene.Draw.Pick(values)),
        _ when Quantity.TypeOf(kind) != "string" => Quantity.Draw(scene, kind),
        _ => Text(Word(scene, kind)),
    };

    private static string Word(Scene scene, string kind) => kind switch
    {
        ['@', .. var list] => scene.Names.WordOrLike(list),
        ['=', .. var list] => scene.Names.WordOf(list),
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
        "usdate" => scene.Values.AmericanDate(),
        "time" => $"{scene.Draw.Between(0, 23):D2}:{scene.Draw.Pick("00", "15", "30", "45")}",
        "formula" => scene.Values.Formula(),
        "bases" => scene.Values.Bases(),
        "color" => scene.Values.Of(ValueKind.Color),
        "language" => scene.Draw.PickFrom(scene.Lexicon.Words[scene.In("language", "ja.language")]),
        "currency" => scene.Draw.PickFrom(scene.Lexicon.Words["currency"]),
        _ => throw new ArgumentException($"There is no kind '{kind}' of arguments.", nameof(kind)),
    };

    private static Argument Text(string text) => new(text, JsonValue.Create(text));

    /// <summary>A day that people write in words and calls as ISO 8601 has it.</summary>
    private static Argument Day(Scene scene)
    {
        var day = scene.Values.IsoDate();
        return new(scene.Chance(0.3) ? day : scene.Values.InWords(day), JsonValue.Create(day));
    }

    private static Argument Several(Scene scene, string kind)
    {
        var all = Enumerable.Range(0, scene.Draw.Between(2, 4)).Select(_ => Draw(scene, kind))
            .DistinctBy(argument => argument.Said).ToList();
        return new(Listing.Of(scene, [.. all.Select(argument => argument.Said)]), new JsonArray(
            [.. all.Select(argument => argument.Value)]));
    }

    private static Argument Point(Scene scene)
    {
        var (x, y) = (scene.Draw.Between(-12, 30), scene.Draw.Between(-12, 30));
        return new($"({x}, {y})", new JsonArray(x, y));
    }

    private static Argument Numbers(Scene scene)
    {
        var numbers = Enumerable.Range(0, scene.Draw.Between(2, 5))
            .Select(_ => Quantity.Draw(scene, "number")).ToList();
        var said = scene.IsJapanese
            ? string.Join(scene.Draw.Pick("、", ",", "と"), numbers.Select(number => number.Said))
            : Listing.English([.. numbers.Select(number => number.Said)]);
        return new(scene.Chance(0.3) ? $"[{string.Join(", ", numbers.Select(n => n.Said))}]" : said, new JsonArray(
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
