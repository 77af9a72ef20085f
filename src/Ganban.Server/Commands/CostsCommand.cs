using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Costs;
using Ganban.Server.Hosting;
using Ganban.Storage;
using Ganban.Storage.Sqlite;
using Spectre.Console;

namespace Ganban.Server.Commands;

/// <summary><c>ganban costs</c>: what the server's invocations would have cost on Amazon Bedrock.</summary>
internal static class CostsCommand
{
    private const string DayFormat = "yyyy-MM-dd";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<string?> From =
        new("--from") { Description = "The first day in UTC, such as 2026-01-31 (default: from the beginning)." };

    private static readonly Option<string?> To = new("--to") { Description = "The last day (default: to the end)." };

    private static readonly Option<string> By = new("--by")
    {
        Description = "What to sum by: " + string.Join(", ", SpendReport.Sides) + ".",
        DefaultValueFactory = _ => "model",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write JSON in place of a table." };

    public static Command Create()
    {
        var costs = new Command(
            "costs",
            "What the invocations would have cost on Amazon Bedrock. The server must not be running on the folder.")
            .WithData();
        costs.Options.Add(From);
        costs.Options.Add(To);
        costs.Options.Add(By);
        costs.Options.Add(Json);
        costs.SetAction(Run);
        return costs;
    }

    private static async Task<int> Run(ParseResult result, CancellationToken cancellationToken)
    {
        var (from, to, by) = (result.GetValue(From), result.GetValue(To), result.GetValue(By)!);
        if (!SpendReport.Sides.Contains(by) || !IsDay(from) || !IsDay(to))
        {
            return ServeCommand.Failed(new StartupException(
                $"--from and --to must be days such as 2026-01-31, --by one of {string.Join(", ", SpendReport.Sides)}."));
        }

        try
        {
            await using var database = SqliteResourceDatabase.Open(result.DataFolder(), TimeProvider.System);
            var report = new SpendReport(new ResourceStore(database, TimeProvider.System));
            var sums = await report.Read(from, to, by, cancellationToken);
            Write(sums, by, result.GetValue(Json));
            return 0;
        }
        catch (StoreOpenException e)
        {
            return ServeCommand.Failed(new StartupException(e.Message, e));
        }
    }

    private static bool IsDay(string? text) =>
        text is null
        || DateOnly.TryParseExact(text, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);

    private static void Write(IReadOnlyList<KeyValuePair<string, SpendSum>> sums, string by, bool isJson)
    {
        if (isJson)
        {
            var rows = new JsonArray([.. sums.Select(row => Row(by, row.Key, row.Value))]);
            Console.WriteLine(rows.ToJsonString(Indented));
            return;
        }

        var table = new Table().AddColumns(
            by, "Invocations", "Input", "Output", "Cache read", "Cache write", "USD", "Unpriced");
        foreach (var (name, sum) in sums)
        {
            table.AddRow(
                Markup.Escape(name),
                Text(sum.Invocations),
                Text(sum.InputTokens),
                Text(sum.OutputTokens),
                Text(sum.CacheReadTokens),
                Text(sum.CacheWriteTokens),
                Usd(sum),
                Text(sum.Unpriced));
        }

        AnsiConsole.Write(table);
    }

    private static JsonNode Row(string by, string name, SpendSum sum) => new JsonObject
    {
        [by] = name,
        ["invocations"] = sum.Invocations,
        ["inputTokens"] = sum.InputTokens,
        ["outputTokens"] = sum.OutputTokens,
        ["cacheReadTokens"] = sum.CacheReadTokens,
        ["cacheWriteTokens"] = sum.CacheWriteTokens,
        ["usd"] = sum.Unpriced == sum.Invocations ? null : sum.Usd,
        ["unpriced"] = sum.Unpriced,
    };

    // A sum of nothing but unknown prices is unknown too, not zero.
    private static string Usd(SpendSum sum) => sum.Unpriced == sum.Invocations
        ? "unknown"
        : sum.Usd.ToString("0.000000", CultureInfo.InvariantCulture);

    private static string Text(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
