using System.Globalization;

namespace Ganban.Bedrock.Agents;

/// <summary>One page of a list that lies within an agent, the oldest first.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The page.</param>
/// <param name="NextToken">The token of the next page; null for the last one.</param>
internal sealed record ItemPage<T>(IReadOnlyList<T> Items, string? NextToken)
{
    // The contract's most for a list of summaries.
    private const int SizeMax = 10;

    /// <summary>
    /// Cuts a page: what comes after the item that the token names by its time and id. Items that stay are listed
    /// once, whatever is added or removed between two pages.
    /// </summary>
    /// <exception cref="Contracts.BedrockAgent.ValidationException">The token is none of this list.</exception>
    public static ItemPage<T> Cut(
        IReadOnlyList<T> items,
        Func<T, (DateTimeOffset At, string Id)> place,
        int? maxResults,
        string? token)
    {
        var after = token is null ? default : Read(token);
        var rest = items
            .Select(item => (Item: item, Place: place(item)))
            .OrderBy(entry => entry.Place.At)
            .ThenBy(entry => entry.Place.Id, StringComparer.Ordinal)
            .Where(entry => token is null || Follows(entry.Place, after))
            .ToList();
        var size = Math.Min(maxResults ?? SizeMax, SizeMax);
        return new ItemPage<T>(
            [.. rest.Take(size).Select(entry => entry.Item)],
            rest.Count > size ? Write(rest[size - 1].Place) : null);
    }

    private static bool Follows((DateTimeOffset At, string Id) place, (DateTimeOffset At, string Id) after) =>
        place.At > after.At
        || (place.At == after.At && string.CompareOrdinal(place.Id, after.Id) > 0);

    private static string Write((DateTimeOffset At, string Id) place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.At.UtcTicks:x}-{place.Id}");

    private static (DateTimeOffset At, string Id) Read(string token)
    {
        var dash = token.IndexOf('-', StringComparison.Ordinal);
        return dash > 0
            && long.TryParse(token[..dash], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var ticks)
            && ticks >= 0
            && ticks <= DateTimeOffset.MaxValue.UtcTicks
                ? (new DateTimeOffset(ticks, TimeSpan.Zero), token[(dash + 1)..])
                : throw AgentsErrors.BadToken();
    }
}
