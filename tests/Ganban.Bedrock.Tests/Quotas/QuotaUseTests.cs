using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Quotas;

namespace Ganban.Bedrock.Tests.Quotas;

public sealed class QuotaUseTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_bucket_of_a_minute_fills_evenly()
    {
        var use = new QuotaUse(Rule(requests: 60), Noon);
        for (var i = 0; i < 60; i++)
        {
            Assert.Null(use.Take(1, 0, Noon));
        }

        var refusal = use.Take(1, 0, Noon)!;
        Assert.Equal((QuotaRefusal.Requests, 60, 1L), (refusal.Quota, refusal.Limit, refusal.Seconds));
        Assert.Null(use.Take(1, 0, Noon.AddSeconds(1)));
        Assert.NotNull(use.Take(1, 0, Noon.AddSeconds(1.5)));
    }

    [Fact]
    public void What_is_refused_takes_nothing()
    {
        var use = new QuotaUse(Rule(requests: 2, tokens: 100), Noon);
        Assert.Null(use.Take(1, 80, Noon));
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(QuotaRefusal.Tokens, use.Take(1, 30, Noon)!.Quota);
        }

        Assert.Null(use.Take(1, 20, Noon));
    }

    [Fact]
    public void Tokens_that_were_not_used_come_back_and_others_are_owed()
    {
        var use = new QuotaUse(Rule(tokens: 100), Noon);
        Assert.Null(use.Take(1, 90, Noon));
        use.Charge(-80, Noon);
        Assert.Null(use.Take(1, 90, Noon));
        use.Charge(60, Noon);
        var refusal = use.Take(1, 10, Noon)!;

        Assert.Equal(42, refusal.Seconds); // 60 owed and 10 asked, of 100 in 60 seconds
    }

    [Fact]
    public void A_day_begins_anew_at_midnight()
    {
        var use = new QuotaUse(Rule(day: 100), Noon);
        Assert.Null(use.Take(1, 100, Noon));
        var refusal = use.Take(1, 1, Noon)!;

        Assert.Equal((QuotaRefusal.TokensOfDay, 12 * 3600L), (refusal.Quota, refusal.Seconds));
        Assert.Null(use.Take(1, 100, Noon.AddHours(12)));
        Assert.Null(use.Take(1, 101, Noon.AddHours(12))!.Seconds);
    }

    [Fact]
    public void Never_more_is_let_through_than_the_bucket_and_what_filled_it()
    {
        var asks = Gen.Choose(0, 120).Two()
            .Select(two => (Tokens: two.Item1, Seconds: two.Item2)).ListOf().ToArbitrary();
        Check.QuickThrowOnFailure(Prop.ForAll(asks, list =>
        {
            var use = new QuotaUse(Rule(tokens: 100), Noon);
            var (time, let) = (Noon, 0L);
            foreach (var (tokens, seconds) in list)
            {
                time = time.AddSeconds(seconds);
                let += use.Take(1, tokens, time) is null ? tokens : 0;
            }

            return let <= 100 + (100 * (time - Noon).TotalMinutes) + 1e-6;
        }));
    }

    [Theory]
    [InlineData("anthropic.claude-sonnet-4-20250514-v1:0", 5)]
    [InlineData("anthropic.claude-3-haiku-20240307-v1:0", 1)]
    [InlineData("amazon.nova-lite-v1:0", 1)]
    public void An_output_token_counts_as_the_service_counts_it(string model, int burndown)
    {
        Assert.Equal(burndown, Rule(tokens: 1).BurndownOf(model));
        Assert.Equal(3, (Rule(tokens: 1) with { OutputBurndown = 3 }).BurndownOf(model));
    }

    [Fact]
    public void The_accounts_own_quota_holds_before_a_more_telling_one_of_all()
    {
        var own = Rule(requests: 1) with { Account = "123456789012" };
        var telling = Rule(requests: 2) with { Pattern = new ModelPattern("meta.*") };
        var options = new QuotaOptions([Rule(requests: 3), telling, own]);

        Assert.Equal(own, options.Of("123456789012", "meta.llama3-8b-instruct-v1:0"));
        Assert.Equal(telling, options.Of("000000000000", "meta.llama3-8b-instruct-v1:0"));
        Assert.Equal(3, options.Of("000000000000", "amazon.nova-lite-v1:0")!.RequestsPerMinute);
    }

    [Fact]
    public void The_book_forgets_who_used_least_lately()
    {
        var clock = new Invocation.StepClock();
        var book = new QuotaBook(new QuotaOptions([Rule(requests: 1)]), clock);
        var rule = Rule(requests: 1);
        for (var i = 0; i <= QuotaBook.UsesMax; i++)
        {
            Assert.Null(book.Take(new QuotaKey($"{i:D12}", "us-east-1", "m"), rule, 1, 0));
        }

        Assert.NotNull(book.Take(new QuotaKey($"{QuotaBook.UsesMax:D12}", "us-east-1", "m"), rule, 1, 0));
    }

    private static QuotaRule Rule(long? requests = null, long? tokens = null, long? day = null) =>
        new(new ModelPattern("*"), null, requests, tokens, day, null);
}
