using System.Globalization;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Costs;

/// <summary>What images would have cost on Amazon Bedrock.</summary>
internal static class ImageCost
{
    /// <summary>US dollars; null where no price is known for their size and quality.</summary>
    /// <param name="prices">
    /// Prices by resolution: <c>512x512</c> and <c>&lt;=512x512</c> hold up to so many pixels, the smallest that fits
    /// first; <c>&gt;512x512</c> beyond.
    /// </param>
    /// <param name="images">The images.</param>
    public static decimal? Of(IReadOnlyList<ImagePrice> prices, ImagesMade images)
    {
        var pixels = (long?)images.Width * images.Height;
        var price = prices
            .Where(price => price.Quality is null || HasQuality(price.Quality, images.Quality))
            .Select(price => (price.Usd, Limit: Limit(price.Resolution, pixels)))
            .Where(price => price.Limit is not null)
            .OrderBy(price => price.Limit)
            .Select(price => (decimal?)price.Usd)
            .FirstOrDefault();
        return price * images.Count;
    }

    private static bool HasQuality(string listed, string? quality) =>
        listed.Split(' ')[0].Equals(quality ?? "standard", StringComparison.OrdinalIgnoreCase);

    // The pixels up to which a price holds; null where it does not hold for so many, or for a size that is not known.
    private static long? Limit(string? resolution, long? pixels)
    {
        if (resolution is null)
        {
            return long.MaxValue;
        }

        var isAbove = resolution.StartsWith('>');
        var sides = resolution.TrimStart('<', '>', '=').Split('x');
        var listed = sides.Select(side => long.Parse(side, CultureInfo.InvariantCulture)).Aggregate((a, b) => a * b);
        return isAbove ? (pixels > listed ? long.MaxValue : null) : pixels <= listed ? listed : null;
    }
}
