using FsCheck;
using FsCheck.Fluent;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.Faults;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Tests.Faults;

public sealed class FaultPlanTests
{
    private static readonly CatalogModel Model =
        ModelCatalog.Load().FindModel("anthropic.claude-3-haiku-20240307-v1:0")!;

    [Fact]
    public void The_same_seed_hits_the_same_invocations()
    {
        var (first, second) = (Hits(seed: 7), Hits(seed: 7));

        Assert.Equal(first, second);
        Assert.InRange(first.Count(hit => hit), 200, 400);
        Assert.NotEqual(first, Hits(seed: 8));
    }

    [Theory]
    [InlineData("Converse*", "anthropic.*", true)]
    [InlineData("InvokeModel", "*", false)]
    [InlineData("*", "meta.*", false)]
    public void A_rule_means_operations_and_models(string operation, string model, bool hits)
    {
        var plan = Plan(new FaultRule(new(operation), new(model), FaultSpec.Parse("throttle")!, 1, 0));

        Assert.Equal(hits, plan.For(Call(null)) is not null);
    }

    [Fact]
    public void The_header_is_passed_over_unless_it_is_enabled()
    {
        Assert.Null(new FaultPlan(new FaultOptions(HeaderEnabled: false, [])).For(Call("throttle")));
        Assert.NotNull(new FaultPlan(new FaultOptions(HeaderEnabled: true, [])).For(Call("throttle")));
    }

    [Theory]
    [InlineData("latency=600000,cut-after=3", true)]
    [InlineData("latency=600001", false)]
    [InlineData("latency=-1", false)]
    [InlineData("error=NoSuchException", false)]
    [InlineData("throttle=1", false)]
    [InlineData("", false)]
    [InlineData("throttle,", false)]
    public void What_is_no_fault_is_not_read(string text, bool isFault) =>
        Assert.Equal(isFault, FaultSpec.Parse(text) is not null);

    [Fact]
    public void Any_text_is_a_fault_or_none() => Check.QuickThrowOnFailure(
        Prop.ForAll(
            Gen.Elements("latency", "=", ",", "5", "throttle", "error", "x", "-", "99999999999", " ", "\0").ListOf()
                .Select(string.Concat).ToArbitrary(),
            text => FaultSpec.Parse(text) is null or { Text.Length: > 0 }));

    private static List<bool> Hits(int seed)
    {
        var plan = Plan(new FaultRule(new("*"), new("*"), FaultSpec.Parse("timeout")!, 0.3, seed));
        return [.. Enumerable.Range(0, 1000).Select(_ => plan.For(Call(null)) is not null)];
    }

    private static FaultPlan Plan(params FaultRule[] rules) => new(new FaultOptions(HeaderEnabled: true, rules));

    private static OperationContext Call(string? header)
    {
        var context = new OperationContext
        {
            Caller = new Caller("123456789012", "us-east-1", "arn:aws:iam::123456789012:root"),
            RequestId = "00000000-0000-0000-0000-000000000000",
            Operation = "Converse",
            RequestHeader = name => name == FaultPlan.Header ? header : null,
        };
        context.Notes<InvocationNotes>().Model = Model;
        return context;
    }
}
