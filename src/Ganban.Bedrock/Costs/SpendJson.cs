using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Costs;

/// <summary>A report as JSON.</summary>
public static class SpendJson
{
    /// <summary>The rows, each named by the side that they are put together by.</summary>
    public static JsonArray Rows(
        IReadOnlyList<KeyValuePair<string, SpendSum>> sums,
        string by,
        SpendCurrency? currency) => new([.. sums.Select(row => Row(by, row.Key, row.Value, currency))]);

    /// <summary>A whole report: what was asked, the rows, and all of them together.</summary>
    public static JsonObject Report(
        IReadOnlyList<KeyValuePair<string, SpendSum>> sums,
        SpendQuery query,
        SpendCurrency? currency)
    {
        ArgumentNullException.ThrowIfNull(query);
        var total = sums.Select(row => row.Value).Aggregate((SpendSum?)null, (all, sum) => all?.Plus(sum) ?? sum);
        var report = new JsonObject
        {
            ["from"] = query.From,
            ["to"] = query.To,
            ["by"] = query.By,
            ["rows"] = Rows(sums, query.By, currency),
            ["total"] = total is null ? null : Row("account", query.Account ?? "(all)", total, currency),
        };
        if (currency is not null)
        {
            report["currency"] = currency.Code;
            report["rate"] = currency.Rate;
        }

        return report;
    }

    private static JsonObject Row(string by, string name, SpendSum sum, SpendCurrency? currency)
    {
        // A sum of nothing but unknown prices is unknown too, not zero.
        // Provisioned throughput costs without any invocation.
        decimal? usd = sum is { Usd: 0, Unpriced: > 0 } && sum.Unpriced >= sum.Invocations ? null : sum.Usd;
        var row = new JsonObject
        {
            [by] = name,
            ["invocations"] = sum.Invocations,
            ["inputTokens"] = sum.InputTokens,
            ["outputTokens"] = sum.OutputTokens,
            ["cacheReadTokens"] = sum.CacheReadTokens,
            ["cacheWriteTokens"] = sum.CacheWriteTokens,
            ["usd"] = usd,
            ["unpriced"] = sum.Unpriced,
        };
        if (currency is not null)
        {
            row["amount"] = usd * currency.Rate;
            row["currency"] = currency.Code;
        }

        return row;
    }
}
