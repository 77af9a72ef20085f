using Ganban.Bedrock.Budgets;
using Ganban.Bedrock.Costs;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Budgets;

public sealed class BudgetBookTests
{
    private static readonly CatalogModel Model =
        ModelCatalog.Load().FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

    [Theory]
    [InlineData(BudgetPeriod.Day, "2026-01-31", true)]
    [InlineData(BudgetPeriod.Day, "2026-01-30", false)]
    [InlineData(BudgetPeriod.Month, "2026-01-30", true)]
    [InlineData(BudgetPeriod.Month, "2025-12-31", false)]
    public async Task What_was_spent_before_counts_within_the_period(BudgetPeriod period, string day, bool isSpent)
    {
        await using var test = TestStore.Open();
        var book = Book(test, Rule(period));
        var key = new SpendKey(day, "123456789012", "eu-west-1", Model.Id, null, "arn:aws:iam::123456789012:root");
        await book.Begin(SpendSum.Empty(key) with { Usd = 2 }, default);

        Assert.Equal(isSpent, await IsRefused(book));
    }

    [Fact]
    public async Task A_new_period_begins_with_nothing_spent()
    {
        await using var test = TestStore.Open();
        var clock = new DayClock();
        var book = Book(test, Rule(BudgetPeriod.Day), clock);
        var call = Call();
        await book.Check(call, default);
        book.Charge(call, 1);
        Assert.True(await IsRefused(book));

        clock.Now = clock.Now.AddHours(12);
        Assert.False(await IsRefused(book));
    }

    [Theory]
    [InlineData("anthropic.*", null, null, true)]
    [InlineData("meta.*", null, null, false)]
    [InlineData(null, "abc", null, false)]
    [InlineData(null, null, "000000000000", false)]
    [InlineData(null, null, "123456789012", true)]
    public async Task A_budget_means_what_its_filters_say(string? model, string? profile, string? account, bool isMeant)
    {
        await using var test = TestStore.Open();
        var rule = Rule(BudgetPeriod.Month) with
        {
            Model = model is null ? null : new(model),
            Profile = profile,
            Account = account,
        };
        var book = Book(test, rule);
        var call = Call();
        await book.Check(call, default);
        book.Charge(call, 1);

        Assert.Equal(isMeant, await IsRefused(book));
    }

    private static BudgetRule Rule(BudgetPeriod period) =>
        new("b", null, null, null, null, null, period, 1, BudgetAction.Refuse);

    private static BudgetBook Book(TestStore test, BudgetRule rule, TimeProvider? clock = null) => new(
        new BudgetOptions([rule]), test.Store, clock ?? new DayClock(), NullLogger<BudgetBook>.Instance);

    private static OperationContext Call()
    {
        var call = TestStore.Call();
        call.Notes<InvocationNotes>().Model = Model;
        return call;
    }

    private static async Task<bool> IsRefused(BudgetBook book)
    {
        try
        {
            await book.Check(Call(), default);
            return false;
        }
        catch (AccessDeniedException)
        {
            return true;
        }
    }

    private sealed class DayClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
