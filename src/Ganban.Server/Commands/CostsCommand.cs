using System.CommandLine;
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
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly Option<string?> From =
        new("--from") { Description = "The first day in UTC, such as 2026-01-31 (default: from the beginning)." };

    private static readonly Option<string?> To = new("--to") { Description = "The last day (default: to the end)." };

    private static readonly Option<string> By = new("--by")
    {
        Description = "What to sum by: " + string.Join(", ", SpendQuery.Sides)
            + ", or tag:KEY for a tag of application inference profiles.",
        DefaultValueFactory = _ => "model",
    };

    private static readonly Option<bool> Json = new("--json") { Description = "Write JSON in place of a table." };

    private static readonly Option<string?> Url = new("--url")
    {
        Description = "Ask the running server at this address, for your own account, with the credentials of AWS clients.",
    };

    private static readonly Option<string?> Currency =
        new("--currency") { Description = "A currency beside US dollars, such as JPY; needs --rate." };

    private static readonly Option<decimal> Rate =
        new("--rate") { Description = "What a US dollar costs in the currency." };

    public static Command Create()
    {
        var costs = new Command(
            "costs",
            "What the invocations would have cost on Amazon Bedrock: those in the data folder, or with --url one's own.")
            .WithData();
        foreach (var option in new Option[] { From, To, By, Json, Url, Currency, Rate })
        {
            costs.Options.Add(option);
        }

        costs.SetAction(Run);
        return costs;
    }

    private static async Task<int> Run(ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            var query = new SpendQuery(result.GetValue(From), result.GetValue(To), result.GetValue(By)!);
            if (query.Problem() is { } problem)
            {
                throw new StartupException(problem);
            }

            var hasCurrency = result.GetValue(Currency) is not null || result.GetValue(Rate) != 0;
            if (result.GetValue(Url) is not null && hasCurrency)
            {
                throw new StartupException("With --url the currency is the server's (Ganban:Costs). Leave out --currency and --rate.");
            }

            var (rows, currency) = result.GetValue(Url) is { } url
                ? await Ask(url, query, cancellationToken)
                : await Open(result, query, cancellationToken);
            if (result.GetValue(Json))
            {
                Console.WriteLine(rows.ToJsonString(Indented));
            }
            else
            {
                AnsiConsole.Write(CostsTable.Of(rows, query.By, currency));
            }

            return 0;
        }
        catch (StartupException e)
        {
            return ServeCommand.Failed(e);
        }
    }

    private static async Task<(JsonArray Rows, string? Currency)> Ask(
        string url,
        SpendQuery query,
        CancellationToken cancellationToken)
    {
        var asked = new[] { ("by", query.By), ("from", query.From), ("to", query.To) }
            .Where(one => one.Item2 is not null)
            .Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}");
        var report = await OwnClient.Get(url, "/ganban/costs", string.Join('&', asked), cancellationToken);
        return report["rows"] is JsonArray rows
            ? (rows, (string?)report["currency"])
            : throw new StartupException($"{url} answered no report of costs. Is it a Ganban server?");
    }

    private static async Task<(JsonArray Rows, string? Currency)> Open(
        ParseResult result,
        SpendQuery query,
        CancellationToken cancellationToken)
    {
        var settings = new CostSettings { Currency = result.GetValue(Currency) ?? "", Rate = result.GetValue(Rate) };
        if (settings.Problems().Any())
        {
            throw new StartupException("--currency must have three letters such as JPY, and --rate what a US dollar costs in it.");
        }

        try
        {
            await using var database = SqliteResourceDatabase.OpenBeside(result.DataFolder(), TimeProvider.System);
            var report = new SpendReport(new ResourceStore(database, TimeProvider.System), TimeProvider.System);
            var sums = await report.Read(query, cancellationToken);
            return (SpendJson.Rows(sums, query.By, settings.Other), settings.Other?.Code);
        }
        catch (Exception e) when (e is StoreOpenException or IOException)
        {
            throw new StartupException(e.Message, e);
        }
    }
}
