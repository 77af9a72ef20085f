using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganban.Bedrock.Invocation.Formats.Images;

/// <summary>Members that the bodies of image models have in common.</summary>
internal static partial class ImageMembers
{
    /// <summary>A text that may be absent, of limited length.</summary>
    public static void Text(NativeBody body, string name, int lengthMax)
    {
        if (body.Any(name) is not null)
        {
            body.RequiredText(name, 1, lengthMax);
        }
    }

    /// <summary>An image in base64.</summary>
    /// <returns>Whether it is there.</returns>
    public static bool Image(NativeBody body, string name, bool required = false)
    {
        if (body.Text(name, required) is not { } image)
        {
            return false;
        }

        NativeImage.OfBase64(body, name, image);
        return true;
    }

    /// <summary>A list of images in base64, one at least.</summary>
    public static void Images(NativeBody body, string name, int countMax)
    {
        var images = body.Texts(name, countMax);
        for (var i = 0; i < images.Count; i++)
        {
            NativeImage.OfBase64(body, string.Create(CultureInfo.InvariantCulture, $"{name}/{i}"), images[i]);
        }

        RequireItems(body, name);
    }

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
    public static void Whole(NativeBody body, string name, long min, long max)
    {
        if (body.Number(name, min, max) is { } number && number != Math.Floor(number))
        {
            body.Complain(name, "expected type: Integer, found: Double");
        }
    }

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
