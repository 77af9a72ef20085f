using System.Globalization;
using System.Runtime.CompilerServices;
using Ganban.Bedrock.InferenceProfiles;
using Ganban.Storage;

namespace Ganban.Bedrock.Costs;

/// <summary>
/// Sums of the store, put together by one of their sides: of invocations, and of the hours of provisioned throughput.
/// </summary>
public sealed class SpendReport(ResourceStore store, TimeProvider clock)
{
    private const int PageSize = 1000;
    private const string None = "(none)";

    /// <summary>The sums that a query is about.</summary>
    /// <returns>Name of the side's value and its sum, in the order of names.</returns>
    public async Task<IReadOnlyList<KeyValuePair<string, SpendSum>>> Read(
        SpendQuery query,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var sums = new SortedDictionary<string, SpendSum>(StringComparer.Ordinal);
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var sum in All(query, cancellationToken))
        {
            if (query.Account is null || query.Account == sum.Key.Account)
            {
                var name = query.TagKey is { } tag
                    ? await Tag(sum.Key, tag, tags, cancellationToken)
                    : Name(sum.Key, query.By);
                sums[name] = sums.TryGetValue(name, out var before) ? before.Plus(sum) : sum;
            }
        }

        return [.. sums];
    }

    private async IAsyncEnumerable<SpendSum> All(
        SpendQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var sum in Sums(store, query.From, query.To, cancellationToken))
        {
            yield return sum;
        }

        var now = clock.GetUtcNow();
        string? token = null;
        do
        {
            var page = await store.ListAsync(
                Tenant.Global,
                ProvisionedTerm.Kind,
                new ListQuery { PageSize = PageSize, PageToken = token },
                cancellationToken);
            foreach (var sum in page.Items.SelectMany(term => term.Document.Sums(query.From, query.To, now)))
            {
                yield return sum;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    /// <summary>The sums of the invocations of some days.</summary>
    internal static async IAsyncEnumerable<SpendSum> Sums(
        ResourceStore store,
        string? from,
        string? to,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A sum is never older than its day.
        var begin = from is null
            ? (DateTimeOffset?)null
            : DateTimeOffset.Parse(from, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddSeconds(-1);
        string? token = null;
        do
        {
            var query = new ListQuery { PageSize = PageSize, PageToken = token, CreatedAfter = begin };
            var page = await store.ListAsync(Tenant.Global, SpendSum.Kind, query, cancellationToken);
            foreach (var sum in page.Items.Select(item => item.Document).Where(sum => IsWithin(sum, from, to)))
            {
                yield return sum;
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private static bool IsWithin(SpendSum sum, string? from, string? to) =>
        (from is null || string.CompareOrdinal(sum.Key.Day, from) >= 0)
        && (to is null || string.CompareOrdinal(sum.Key.Day, to) <= 0);

    private static string Name(SpendKey key, string by) => by switch
    {
        "day" => key.Day,
        "profile" => key.Profile ?? None,
        "caller" => key.Caller,
        "region" => key.Region,
        "account" => key.Account,
        _ => key.Model,
    };

    private async ValueTask<string> Tag(
        SpendKey key,
        string tag,
        Dictionary<string, string> known,
        CancellationToken cancellationToken)
    {
        if (key.Profile is null)
        {
            return None;
        }

        var tenant = new Tenant(key.Account, key.Region);
        var arn = ApplicationProfiles.Arn(tenant, key.Profile);
        if (!known.TryGetValue(arn, out var value))
        {
            var tags = await store.GetTagsAsync(tenant, arn, cancellationToken);
            known[arn] = value = tags.GetValueOrDefault(tag) ?? None;
        }

        return value;
    }
}
