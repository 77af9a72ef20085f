using System.Text.Json.Nodes;
using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Observation;

/// <summary>What invocations would have cost, from the front door to the report.</summary>
public sealed class CostsTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly object Hi = new
    {
        messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } },
        inferenceConfig = new { maxTokens = 4 },
    };

    [Fact]
    public async Task The_report_sums_tokens_and_prices_and_goes_on_after_a_restart()
    {
        var server = new GanbanServer();
        await server.InitializeAsync();
        try
        {
            var first = await Converse(server, times: 2);
            await Stop(server);
            await server.InitializeAsync();
            var besideServer = Assert.Single((await Report(server.Data)).AsArray())!;
            Assert.Equal(2, (int)besideServer["invocations"]!);
            var second = await Converse(server, times: 1);
            await Stop(server);

            var row = Assert.Single((await Report(server.Data, "--by", "model")).AsArray())!;
            Assert.Equal((Haiku, 3), ((string)row["model"]!, (int)row["invocations"]!));
            var (input, output) = (first.Input + second.Input, first.Output + second.Output);
            Assert.Equal((input, output), ((int)row["inputTokens"]!, (int)row["outputTokens"]!));
            Assert.Equal(((input * 0.00025m) + (output * 0.00125m)) / 1000, (decimal)row["usd"]!);
            Assert.Equal(0, (int)row["unpriced"]!);

            Assert.Empty((await Report(server.Data, "--to", "2020-01-01")).AsArray());
            var table = await ProgramRun.Ganban("costs", "--data", server.Data, "--by", "caller");
            Assert.Contains("arn:aws:iam::000000000000", table.Output, StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task<(int Input, int Output)> Converse(GanbanServer server, int times)
    {
        using var http = new SignedHttp(server.Address);
        var (input, output) = (0, 0);
        for (var i = 0; i < times; i++)
        {
            using var response = await http.Post($"/model/{Haiku}/converse", Hi);
            response.EnsureSuccessStatusCode();
            var usage = (await SignedHttp.Json(response))["usage"]!;
            input += (int)usage["inputTokens"]!;
            output += (int)usage["outputTokens"]!;
        }

        return (input, output);
    }

    private static async Task Stop(GanbanServer server)
    {
        using var stop = System.Diagnostics.Process.Start("kill", ["-TERM", $"{server.Process.Id}"]);
        await server.Process.WaitForExitAsync();
    }

    private static async Task<JsonNode> Report(string data, params string[] arguments)
    {
        var run = await ProgramRun.Ganban(["costs", "--data", data, "--json", .. arguments]);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        return JsonNode.Parse(run.Output)!;
    }
}
