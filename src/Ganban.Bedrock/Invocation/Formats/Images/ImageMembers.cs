using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Members that the bodies of image models have in common.</summary>
internal static partial class ImageMembers
{
    /// <summary>A text of limited length; empty if it is absent.</summary>
    public static string Text(NativeBody body, string name, int lengthMax) =>
        body.Any(name) is null ? "" : body.RequiredText(name, 1, lengthMax);

    /// <summary>An image in base64; null if it is absent, or beside a complaint.</summary>
    public static DataContent? Image(NativeBody body, string name, bool required = false) =>
        body.Text(name, required) is { } image ? NativeImage.OfBase64(body, name, image) : null;

    /// <summary>A list of images in base64, one at least.</summary>
    public static IReadOnlyList<DataContent> Images(NativeBody body, string name, int countMax)
    {
        var images = body.Texts(name, countMax).Select((image, place) => NativeImage.OfBase64(
            body, string.Create(CultureInfo.InvariantCulture, $"{name}/{place}"), image)).ToList();
        RequireItems(body, name);
        return [.. images.OfType<DataContent>()];
    }

    /// <summary>The text with its style in words, as engines have no styles of their own.</summary>
    public static string InStyle(string text, string? style) =>
        style is null ? text : $"{text}, {style.Replace('_', ' ').Replace('-', ' ').ToLowerInvariant()} style";

    /// <summary>A list of colours such as <c>#FFAA00</c>, one at least.</summary>
    public static void Colours(NativeBody body, string name, int countMax)
    {
        var colours = body.Texts(name, countMax);
        for (var i = 0; i < colours.Count; i++)
        {
            if (!Colour().IsMatch(colours[i]))
            {
                body.Complain(
                    string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"),
                    $"string [{colours[i]}] does not match pattern ^#[0-9A-Fa-f]{{6}}$");
            }
        }

        RequireItems(body, name);
    }

    /// <summary>A whole number that may be larger than 32 bits tell.</summary>
    public static long? Whole(NativeBody body, string name, long min, long max)
    {
        var number = body.Number(name, min, max);
        if (number is { } whole && whole != Math.Floor(whole))
        {
            body.Complain(name, "expected type: Integer, found: Double");
        }

        return (long?)number;
    }

    /// <summary>A seed, of which 0 leaves the choice to the engine.</summary>
    public static long? Seed(NativeBody body, long max) =>
        Whole(body, "seed", 0, max) is { } seed and not 0 ? seed : null;

    private static void RequireItems(NativeBody body, string name)
    {
        if (body.Any(name, required: true) is { ValueKind: System.Text.Json.JsonValueKind.Array } list
            && list.GetArrayLength() == 0)
        {
            body.Complain(name, "expected minimum item count: 1, found: 0");
        }
    }

    [GeneratedRegex(@"\A#[0-9A-Fa-f]{6}\z", RegexOptions.NonBacktracking)]
    private static partial Regex Colour();
}
