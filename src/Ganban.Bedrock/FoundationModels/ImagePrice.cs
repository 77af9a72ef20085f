using System.Globalization;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>What one made image costs.</summary>
/// <param name="Resolution">
/// Such as <c>1024x1024</c>, or, by the number of pixels, <c>&lt;=512x512</c> and <c>&gt;512x512</c>; null where one
/// price holds for all.
/// </param>
/// <param name="Quality">Begins with a quality such as <c>premium</c>; null where one price holds for all.</param>
/// <param name="Usd">US dollars per image.</param>
public sealed record ImagePrice(string? Resolution, string? Quality, decimal Usd)
{
    /// <summary>Whether this is the price of an image; what is not known of it meets no condition.</summary>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="quality">The quality that was asked for.</param>
    public bool IsFor(int? width, int? height, string? quality) =>
        (Quality is null || (quality is not null && Quality.StartsWith(quality, StringComparison.Ordinal)))
        && (Resolution is null || (width is { } w && height is { } h && Fits(Resolution, w, h)));

    private static bool Fits(string resolution, long width, long height)
    {
        var sides = resolution.TrimStart('<', '>', '=').Split('x');
        var w = long.Parse(sides[0], CultureInfo.InvariantCulture);
        var h = long.Parse(sides[1], CultureInfo.InvariantCulture);
        return resolution[0] switch
        {
            '<' => width * height <= w * h,
            '>' => width * height > w * h,
            _ => (width, height) == (w, h),
        };
    }
}
