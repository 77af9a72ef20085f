using System.Globalization;
using Ganban.Storage;

namespace Ganban.Bedrock.Costs;

/// <summary>
/// How long provisioned throughput was had and what an hour of it costs. It stays when the throughput is deleted.
/// </summary>
/// <param name="Account">Who pays.</param>
/// <param name="Region">Where.</param>
/// <param name="Model">The catalog's id of the model.</param>
/// <param name="Caller">The ARN of the caller who created it.</param>
/// <param name="UsdPerHour">What all its model units cost an hour, in US dollars; null where that is not known.</param>
/// <param name="From">When it was created.</param>
/// <param name="To">When it was deleted; null while it is there.</param>
internal sealed record ProvisionedTerm(
    string Account,
    string Region,
    string Model,
    string Caller,
    decimal? UsdPerHour,
    DateTimeOffset From,
    DateTimeOffset? To)
{
    /// <summary>The documents; they belong to the server, so that a report sees all accounts.</summary>
    public static DocumentKind<ProvisionedTerm> Kind { get; } =
        new("provisioned-term", CostsJson.Default.ProvisionedTerm) { Scope = DocumentScope.Global };

    /// <summary>What the term costs up to now, day by day.</summary>
    /// <param name="from">The first day in UTC, as <c>2026-01-31</c>; null: from the beginning.</param>
    /// <param name="to">The last day; null: to the end.</param>
    /// <param name="now">The present.</param>
    public IEnumerable<SpendSum> Sums(string? from, string? to, DateTimeOffset now)
    {
        var begin = from is null ? From : Later(From, Day(from));
        var end = To ?? now;
        if (to is not null && Day(to) < end.UtcDateTime.Date)
        {
            end = Day(to).AddDays(1);
        }

        while (begin < end)
        {
            var next = new DateTimeOffset(begin.UtcDateTime.Date, TimeSpan.Zero).AddDays(1);
            var until = next < end ? next : end;
            var usd = UsdPerHour * (until - begin).Ticks / TimeSpan.TicksPerHour;
            var day = begin.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            var key = new SpendKey(day, Account, Region, Model, Profile: null, Caller);
            yield return SpendSum.Empty(key) with { Usd = usd ?? 0, Unpriced = usd is null ? 1 : 0 };
            begin = next;
        }
    }

    private static DateTimeOffset Day(string day) =>
        DateTimeOffset.Parse(day, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
