using System.Globalization;
using System.Text.Json.Nodes;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary>A report of costs as a table.</summary>
internal static class CostsTable
{
    public static Table Of(JsonArray rows, string by, string? currency)
    {
        var table = new Table().AddColumns(
            by, "Invocations", "Input", "Output", "Cache read", "Cache write", "USD", "Unpriced");
        if (currency is not null)
        {
            table.AddColumn(currency);
        }

        foreach (var row in rows.OfType<JsonObject>())
        {
            List<string> cells =
            [
                Markup.Escape((string?)row[by] ?? ""),
                Count(row["invocations"]),
                Count(row["inputTokens"]),
                Count(row["outputTokens"]),
                Count(row["cacheReadTokens"]),
                Count(row["cacheWriteTokens"]),
                Money(row["usd"], "0.000000"),
                Count(row["unpriced"]),
            ];
            if (currency is not null)
            {
                cells.Add(Money(row["amount"], "0.0000"));
            }

            table.AddRow([.. cells]);
        }

        return table;
    }

    private static string Count(JsonNode? number) => ((long)number!).ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(JsonNode? number, string format) =>
        number is null ? "unknown" : ((decimal)number).ToString(format, CultureInfo.InvariantCulture);
}
