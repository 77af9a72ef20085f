using Ganban.Storage;

namespace Ganban.Bedrock.Costs;

/// <summary>Sums of the store, put together by one of their sides.</summary>
public sealed class SpendReport(ResourceStore store)
{
    private const int PageSize = 1000;

    /// <summary>What sums can be put together by.</summary>
    public static IReadOnlyList<string> Sides { get; } = ["day", "model", "profile", "caller", "account"];

    /// <summary>The sums of some days.</summary>
    /// <param name="from">The first day, as <c>2026-01-31</c>; null: from the beginning.</param>
    /// <param name="to">The last day; null: to the end.</param>
    /// <param name="by">One of <see cref="Sides"/>.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    /// <returns>Name of the side's value and its sum, in the order of names.</returns>
    public async Task<IReadOnlyList<KeyValuePair<string, SpendSum>>> Read(
        string? from,
        string? to,
        string by,
        CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<string, SpendSum>(StringComparer.Ordinal);
        string? token = null;
        do
        {
            var query = new ListQuery { PageSize = PageSize, PageToken = token };
            var page = await store.ListAsync(Tenant.Global, SpendSum.Kind, query, cancellationToken);
            foreach (var sum in page.Items.Select(item => item.Document).Where(sum => IsWithin(sum, from, to)))
            {
                var name = Name(sum.Key, by);
                sums[name] = sums.TryGetValue(name, out var before) ? before.Plus(sum) : sum;
            }

            token = page.NextToken;
        }
        while (token is not null);

        return [.. sums];
    }

    private static bool IsWithin(SpendSum sum, string? from, string? to) =>
        (from is null || string.CompareOrdinal(sum.Key.Day, from) >= 0)
        && (to is null || string.CompareOrdinal(sum.Key.Day, to) <= 0);

    private static string Name(SpendKey key, string by) => by switch
    {
        "day" => key.Day,
        "profile" => key.Profile ?? "(none)",
        "caller" => key.Caller,
        "account" => key.Account,
        _ => key.Model,
    };
}
