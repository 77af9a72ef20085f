using System.Globalization;
using System.Net;
using Ganban.Server.Tests.Doors;
using Ganban.Server.Tests.Processes;

namespace Ganban.Server.Tests.Limits;

/// <summary>Quotas from the front door: the service's words, and headers that tell more.</summary>
public sealed class QuotaTests(LimitedServer fixture) : IClassFixture<LimitedServer>
{
    [Fact]
    public async Task Too_many_requests_are_refused_for_one_account_in_one_region()
    {
        using var http = fixture.Client("000000000201");
        using var first = await LimitedServer.Ask(http, LimitedServer.OneRequest);
        using var second = await LimitedServer.Ask(http, LimitedServer.OneRequest, stream: true);

        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.StartsWith("ThrottlingException", second.Headers.GetValues("x-amzn-ErrorType").Single(), StringComparison.Ordinal);
        Assert.Equal("Too many requests, please wait before trying again.", await LimitedServer.Message(second));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.StartsWith("requests-per-minute; limit=1; asked=1; clears-in=", Quota(second), StringComparison.Ordinal);

        using var counting = await http.Post(
            $"/model/{LimitedServer.OneRequest}/count-tokens",
            new { input = new { converse = new { messages = new[] { new { role = "user", content = new[] { new { text = "Hi" } } } } } } });
        Assert.Equal(HttpStatusCode.TooManyRequests, counting.StatusCode);

        using var elsewhere = fixture.Client("000000000201", "us-west-2");
        using var other = fixture.Client("000000000202");
        using var third = await LimitedServer.Ask(elsewhere, LimitedServer.OneRequest);
        using var fourth = await LimitedServer.Ask(other, LimitedServer.OneRequest);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (third.StatusCode, fourth.StatusCode));
    }

    [Fact]
    public async Task The_most_tokens_count_when_a_request_begins_and_the_real_ones_when_it_ends()
    {
        using var http = fixture.Client("000000000203");
        using var first = await LimitedServer.Ask(http, LimitedServer.ThousandTokens, maxTokens: 900);
        using var second = await LimitedServer.Ask(http, LimitedServer.ThousandTokens, maxTokens: 900, stream: true);
        await second.Content.ReadAsByteArrayAsync();
        using var third = await LimitedServer.Ask(http, LimitedServer.ThousandTokens, maxTokens: 1000);
        using var fourth = await LimitedServer.Ask(http, LimitedServer.ThousandTokens, maxTokens: 900);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
        Assert.Equal("Too many tokens, please wait before trying again.", await LimitedServer.Message(third));
        Assert.Equal("tokens-per-minute; limit=1000; asked=1001; clears-in=never", Quota(third));
        Assert.Null(third.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, fourth.StatusCode);
    }

    [Fact]
    public async Task Other_front_doors_have_the_same_quota()
    {
        using var door = new DoorHttp(fixture.Server.Address);
        var body = new { model = LimitedServer.OneRequest, messages = new[] { new { role = "user", content = "Hi" } } };
        using var first = await door.Post("/openai/v1/chat/completions", body);
        using var second = await door.Post("/openai/v1/chat/completions", body);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.TooManyRequests), (first.StatusCode, second.StatusCode));
        Assert.InRange(second.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.StartsWith("requests-per-minute; limit=1", Quota(second), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_through_to_Amazon_Bedrock_is_charged_what_that_tells()
    {
        await using var passing = new GanbanServerOwner(new()
        {
            ["AWS_ACCESS_KEY_ID"] = "test",
            ["AWS_SECRET_ACCESS_KEY"] = "test",
            ["GANBAN__ENGINES__AWS__KIND"] = "bedrock",
            ["GANBAN__ENGINES__AWS__URL"] = fixture.Server.Address.ToString(),
            ["GANBAN__BINDINGS__0__PATTERN"] = "*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "aws",
            ["GANBAN__QUOTAS__0__PATTERN"] = LimitedServer.Haiku,
            ["GANBAN__QUOTAS__0__TOKENSPERMINUTE"] = "1000",
        });
        await passing.Server.InitializeAsync();
        using var http = new SignedHttp(passing.Server.Address) { AccessKey = "000000000205" };
        for (var i = 0; i < 4; i++)
        {
            using var response = await LimitedServer.Ask(http, LimitedServer.Haiku, maxTokens: 900, stream: i % 2 == 1);
            await response.Content.ReadAsByteArrayAsync();
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        using var refused = await LimitedServer.Ask(http, LimitedServer.Haiku, maxTokens: 1000);
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.StartsWith("tokens-per-minute; limit=1000; asked=10", Quota(refused), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_of_a_day_are_remembered_by_a_restart()
    {
        await using var owned = await OwnServer.Start();
        using (var http = owned.Limited.Client("000000000204"))
        {
            using var first = await LimitedServer.Ask(http, LimitedServer.DailyTokens);
            using var second = await LimitedServer.Ask(http, LimitedServer.DailyTokens);
            Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, second.StatusCode));
            await AssertSpent(http);
            await LimitedServer.Costs(http, "by=day", invocations: 2);
        }

        await owned.Restart();
        using var again = owned.Limited.Client("000000000204");
        await AssertSpent(again);
    }

    private static async Task AssertSpent(SignedHttp http)
    {
        using var response = await LimitedServer.Ask(http, LimitedServer.DailyTokens);
        Assert.Equal("Too many tokens per day, please wait before trying again.", await LimitedServer.Message(response));
        Assert.InRange(
            int.Parse(response.Headers.GetValues("Retry-After").Single(), CultureInfo.InvariantCulture), 1, 86_400);
        Assert.StartsWith("tokens-per-day; limit=40; asked=11; clears-in=", Quota(response), StringComparison.Ordinal);
    }

    private static string Quota(HttpResponseMessage response) =>
        response.Headers.GetValues("x-ganban-quota").Single();
}
