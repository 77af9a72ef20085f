using System.Net;

namespace Ganban.Server.Tests.Limits;

/// <summary>Budgets and the report of costs, from the front door.</summary>
public sealed class BudgetTests(LimitedServer fixture) : IClassFixture<LimitedServer>
{
    private const decimal CallUsd = ((5 * 0.00025m) + (10 * 0.00125m)) / 1000;

    [Fact]
    public async Task A_budget_that_is_spent_refuses_and_still_does_after_a_kill()
    {
        await using var owned = await OwnServer.Start();
        using (var http = owned.Limited.Client(LimitedServer.Broke))
        {
            using var first = await LimitedServer.Ask(http, LimitedServer.Haiku);
            Assert.Equal(HttpStatusCode.OK, first.StatusCode);
            Assert.False(first.Headers.Contains("x-ganban-budget"));
            await AssertRefused(http);
            var report = await LimitedServer.Costs(http, "by=model", invocations: 1);
            Assert.Equal(1, (int)report["total"]!["invocations"]!);
            Assert.Equal(CallUsd, (decimal)report["total"]!["usd"]!);
        }

        await owned.Restart();
        using var again = owned.Limited.Client(LimitedServer.Broke);
        await AssertRefused(again);
    }

    [Fact]
    public async Task A_budget_of_a_tag_warns_the_calls_through_profiles_that_bear_it()
    {
        using var http = fixture.Client("000000000302");
        var (a, b) = (await LimitedServer.Profile(http, "a"), await LimitedServer.Profile(http, "b"));
        using var first = await LimitedServer.Ask(http, a);
        using var second = await LimitedServer.Ask(http, a, stream: true);
        using var other = await LimitedServer.Ask(http, b);
        using var bare = await LimitedServer.Ask(http, LimitedServer.Haiku);

        Assert.All([first, second, other, bare], response => Assert.Equal(HttpStatusCode.OK, response.StatusCode));
        Assert.Matches(
            "^team-a; spent=0\\.000014; limit=0\\.00001; period=[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            second.Headers.GetValues("x-ganban-budget").Single());
        Assert.All([first, other, bare], response => Assert.False(response.Headers.Contains("x-ganban-budget")));
    }

    [Fact]
    public async Task The_report_is_of_the_callers_account_by_tag_and_in_another_currency()
    {
        using var http = fixture.Client("000000000303");
        var profile = await LimitedServer.Profile(http, "c");
        for (var i = 0; i < 2; i++)
        {
            using var tagged = await LimitedServer.Ask(http, profile);
        }

        using var bare = await LimitedServer.Ask(http, LimitedServer.Haiku);
        var report = await LimitedServer.Costs(http, "by=tag%3Ateam", invocations: 3);

        var rows = report["rows"]!.AsArray();
        Assert.Equal(["(none)", "c"], rows.Select(row => (string)row!["tag:team"]!));
        Assert.Equal((2, 10, 20), (
            (int)rows[1]!["invocations"]!, (int)rows[1]!["inputTokens"]!, (int)rows[1]!["outputTokens"]!));
        Assert.Equal(2 * CallUsd, (decimal)rows[1]!["usd"]!);
        Assert.Equal((2 * CallUsd * 150, "JPY"), ((decimal)rows[1]!["amount"]!, (string)rows[1]!["currency"]!));

        var run = await ProgramRun.Ganban(
            new Dictionary<string, string>
            {
                ["AWS_ACCESS_KEY_ID"] = "000000000303",
                ["AWS_SECRET_ACCESS_KEY"] = "test",
            },
            "costs", "--url", fixture.Server.Address.ToString(), "--by", "tag:team");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("JPY", run.Output, StringComparison.Ordinal);
        Assert.Contains("0.000028", run.Output, StringComparison.Ordinal);

        using var stranger = fixture.Client("000000000304");
        using var empty = await stranger.Get("/ganban/costs");
        Assert.Contains("\"rows\":[]", await empty.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("by=moon", "by must be one of day, model")]
    [InlineData("from=yesterday", "from and to must be days")]
    [InlineData("account=000000000301", "The query holds account")]
    public async Task A_query_that_cannot_be_answered_is_refused(string query, string complaint)
    {
        using var http = fixture.Client("000000000305");
        using var response = await http.Get("/ganban/costs?" + query);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(complaint, await LimitedServer.Message(response), StringComparison.Ordinal);
    }

    private static async Task AssertRefused(Processes.SignedHttp http)
    {
        using var response = await LimitedServer.Ask(http, LimitedServer.Haiku);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.StartsWith("AccessDeniedException", response.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
        Assert.StartsWith("The budget 'pennies' of 0.00001 USD a month is spent", await LimitedServer.Message(response), StringComparison.Ordinal);
        Assert.StartsWith("pennies; spent=0.000014", response.Headers.GetValues("x-ganban-budget").Single(), StringComparison.Ordinal);
    }
}
