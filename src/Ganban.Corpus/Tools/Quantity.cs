using System.Globalization;
using System.Text.Json.Nodes;

namespace Ganban.Corpus.Tools;

/// <summary>
/// Numbers as people write them: <c>integer</c>, <c>number</c>, <c>year</c>, <c>id</c>, <c>int:2-9</c> and
/// <c>float:2-9</c> from a range, <c>money</c>, <c>percent</c> (5 for "5%") and <c>fraction</c> (0.05 for "5%").
/// </summary>
internal static class Quantity
{
    private static readonly string[] Words =
        ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

    /// <summary>The JSON type; that of texts for a kind that is none of numbers.</summary>
    public static string TypeOf(string kind) => kind switch
    {
        "integer" or "id" or "year" => "integer",
        "number" or "money" or "percent" or "fraction" => "number",
        _ when kind.StartsWith("int:", StringComparison.Ordinal) => "integer",
        _ when kind.StartsWith("float:", StringComparison.Ordinal) => "number",
        _ => "string",
    };

    /// <summary>A number of a kind.</summary>
    public static Argument Draw(Scene scene, string kind) => kind.Split(':', '-') switch
    {
        ["int", var low, var high] => Whole(scene, scene.Draw.Between(Number(low), Number(high))),
        ["float", var low, var high] => Broken(scene, Number(low), Number(high)),
        ["id"] => Plain(scene.Draw.Between(100, 99999)),
        ["year"] => Plain(scene.Draw.Between(scene.Draw.Pick(1500, 1900, 1980), 2035)),
        ["money"] => Money(scene),
        ["percent"] => Percent(scene, 1m),
        ["fraction"] => scene.Chance(0.3) ? Plain(scene.Draw.Between(1, 99) / 100m) : Percent(scene, 100m),
        ["number"] when scene.Chance(0.4) => Plain(scene.Draw.Between(1, 9999) / scene.Draw.Pick(10m, 100m)),
        _ => Integer(scene),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static Argument Plain(decimal number)
    {
        var said = number.ToString("0.####", CultureInfo.InvariantCulture);
        return new(said, Value(decimal.Parse(said, CultureInfo.InvariantCulture)));
    }

    private static JsonNode Value(decimal number) => decimal.IsInteger(number)
        ? JsonValue.Create((long)number)
        : JsonValue.Create(number);

    private static Argument Integer(Scene scene) => scene.Draw.PickWeighted(0.7, 0.2, 0.1) switch
    {
        0 => Whole(scene, scene.Draw.Between(1, 120)),
        1 => Plain(scene.Draw.Between(1, 90) * scene.Draw.Pick(10, 100, 1000)),
        _ => Plain(scene.Draw.Between(1900, 2040)),
    };

    private static Argument Whole(Scene scene, int number)
    {
        if (!scene.IsJapanese && number is >= 2 and <= 12 && scene.Chance(0.1))
        {
            return new(Words[number - 2], JsonValue.Create(number));
        }

        if (number > 999 && scene.Chance(0.7))
        {
            // Most large numbers are round.
            number -= number % scene.Draw.Pick(10, 100, 100);
        }

        return number > 999 && scene.Chance(0.4)
            ? new(Grouped(number), JsonValue.Create(number))
            : Plain(number);
    }

    private static Argument Broken(Scene scene, int low, int high)
    {
        var digits = scene.Draw.Pick(1, 10, 10, 100);
        return Plain(scene.Draw.Between(low * digits, high * digits) / (decimal)digits);
    }

    private static Argument Money(Scene scene)
    {
        var amount = scene.Draw.Between(1, 99) * scene.Draw.Pick(5, 10, 100, 1000, 10000);
        var written = scene.Chance(0.5) ? Grouped(amount) : Plain(amount).Said;
        var said = scene.IsJapanese ? scene.Draw.Pick(written + "円", written + "ドル")
            : scene.Draw.Pick("$" + written, "$" + written, "$" + written, written + " dollars", written);
        return new(said, JsonValue.Create(amount));
    }

    private static Argument Percent(Scene scene, decimal whole)
    {
        var number = scene.Chance(0.5) ? scene.Draw.Between(1, 30) : scene.Draw.Between(5, 199) / 10m;
        var said = Plain(number).Said;
        return new(said + (scene.IsJapanese || scene.Chance(0.8) ? "%" : " percent"), Plain(number / whole).Value);
    }

    private static string Grouped(int number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
