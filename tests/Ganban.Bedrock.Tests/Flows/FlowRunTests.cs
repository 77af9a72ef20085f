using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.TestKit;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class FlowRunTests
{
    [Fact]
    public async Task What_a_node_gives_out_comes_to_the_inputs_that_ask_for_it()
    {
        var draft = new FlowDraft().Start("Object")
            .Call("twice", "n:Number=$.data.list[1]", "Number").Data("start.document", "twice.n")
            .End("end", "Number").Data("twice.functionResponse", "end.document");

        var run = await TestRun.Of(draft).Run(
            """{"list":[1,21]}""", call => JsonSerializer.SerializeToElement(call.Value("n").GetInt32() * 2));

        Assert.Equal(["42"], run.Answers);
        Assert.Equal(
            ["FlowStarted start", "Outputs start", "Inputs twice", "Outputs twice", "Inputs end", "FlowAnswered end"],
            run.Events.Select(happened => $"{happened.GetType().Name} {happened.Node}"));
    }

    [Fact]
    public async Task Independent_nodes_run_at_the_same_time_but_not_more_than_there_is_room_for()
    {
        var draft = new FlowDraft().Start();
        for (var i = 0; i < 4; i++)
        {
            draft.Call($"node{i}", "x:String=$.data", "String").Data("start.document", $"node{i}.x");
        }

        draft.End("end").Data("node0.functionResponse", "end.document");
        using var pairs = new Barrier(2);
        var (now, most) = (0, 0);
        await TestRun.Of(draft, nodesAtOnce: 2).Run("\"x\"", async call =>
        {
            most = Math.Max(most, Interlocked.Increment(ref now));
            await Task.Run(() => pairs.SignalAndWait(TimeSpan.FromSeconds(30)));
            Interlocked.Decrement(ref now);
            return call.Value("x");
        });
        Assert.Equal(2, most);
    }

    [Theory]
    [InlineData("1", "small")]
    [InlineData("7", "large")]
    public async Task A_condition_lets_one_way_be_taken(string size, string expected)
    {
        var draft = new FlowDraft().Start("Number")
            .Decide("decide", ["size:Number=$.data"], "large=size > 5", "huge=size > 6")
            .Data("start.document", "decide.size")
            .Call("large", "n:Number=$.data", "Number")
            .Data("start.document", "large.n").When("decide", "large", "large")
            .Call("small", "n:Number=$.data", "Number")
            .Data("start.document", "small.n").When("decide", "default", "small")
            .End("endLarge", "Number").Data("large.functionResponse", "endLarge.document")
            .End("endSmall", "Number").Data("small.functionResponse", "endSmall.document");

        var run = await TestRun.Of(draft).Run(size, call => call.Value("n"));

        Assert.Equal([size], run.Answers);
        Assert.Equal(["decide", "end" + (expected == "large" ? "Large" : "Small"), expected],
            run.Events.OfType<FlowEvent.Inputs>().Select(happened => happened.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_iterator_runs_what_it_feeds_for_each_item_and_a_collector_keeps_the_order()
    {
        var draft = Iterated();
        var run = await TestRun.Of(draft).Run("[3,1,2]", async call =>
        {
            await Task.Yield();
            return JsonSerializer.SerializeToElement(call.Value("n").GetInt32() * 10);
        });

        Assert.Equal(["[30,10,20]"], run.Answers);
        var rounds = run.Events.OfType<FlowEvent.Inputs>().Where(happened => happened.Node == "work");
        Assert.Equal([0, 1, 2], rounds.Select(happened => Assert.Single(happened.Rounds).Index).Order());
        Assert.Equal(["[]"], (await TestRun.Of(Iterated()).Run("[]", call => call.Value("n"))).Answers);
    }

    [Fact]
    public async Task Iterators_within_iterators_keep_their_items_apart()
    {
        string[] sizes = ["arraySize:Number"];
        var draft = new FlowDraft().Start("Array")
            .Node("rows", "Iterator", ["array:Array=$.data"], ["arrayItem:Array", .. sizes])
            .Data("start.document", "rows.array")
            .Node("cells", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", .. sizes])
            .Data("rows.arrayItem", "cells.array")
            .Node("work", "LambdaFunction", ["n:Number=$.data", "row:Array=$.data"], ["functionResponse:Number"], TestFlows.Function())
            .Data("cells.arrayItem", "work.n").Data("rows.arrayItem", "work.row")
            .Collect("inner", "Number")
            .Data("work.functionResponse", "inner.arrayItem").Data("cells.arraySize", "inner.arraySize")
            .Collect("outer", "Array")
            .Data("inner.collectedArray", "outer.arrayItem").Data("rows.arraySize", "outer.arraySize")
            .End("end", "Array").Data("outer.collectedArray", "end.document");

        var run = await TestRun.Of(draft).Run("[[1,2],[],[3]]", call =>
            JsonSerializer.SerializeToElement(call.Value("n").GetInt32() + (100 * call.Value("row").GetArrayLength())));

        Assert.Equal(["[[201,202],[],[103]]"], run.Answers);
    }

    [Fact]
    public async Task Items_that_a_condition_keeps_out_are_not_collected()
    {
        var draft = Iterated()
            .Decide("decide", ["n:Number=$.data"], "odd=n == 1 or n == 3").Data("each.arrayItem", "decide.n")
            .When("decide", "odd", "work");
        Assert.Equal(["[1,3]"], (await TestRun.Of(draft).Run("[1,2,3,4]", call => call.Value("n"))).Answers);
    }

    [Theory]
    [InlineData("n < 5", null, "5")]
    [InlineData("n < 1", null, "1")]
    [InlineData("n < 100", 7, "7")]
    [InlineData("n < 100", null, "10")]
    public async Task A_loop_goes_on_while_its_condition_holds_but_not_for_ever(
        string condition, int? max, string expected)
    {
        var run = await TestRun.Of(Looped(condition, max)).Run("0", Add);

        Assert.Equal([expected], run.Answers);
        var rounds = run.Events.OfType<FlowEvent.Inputs>().Where(happened => happened.Node == "add");
        Assert.Equal(int.Parse(expected), rounds.Count());
        Assert.All(rounds, happened => Assert.Equal(FlowControlNodeType.Loop, Assert.Single(happened.Rounds).Type));
    }

    [Fact]
    public async Task The_first_node_that_fails_ends_the_others()
    {
        var draft = new FlowDraft().Start()
            .Call("bad", "x:String=$.data", "String").Data("start.document", "bad.x")
            .Call("slow", "x:String=$.data", "String").Data("start.document", "slow.x")
            .End("end").Data("slow.functionResponse", "end.document");
        var run = TestRun.Of(draft);

        var thrown = await Assert.ThrowsAsync<FlowNodeException>(() => run.Run("\"x\"", async (call, cancelled) =>
        {
            if (call.Node.Name == "slow")
            {
                await Task.Delay(Timeout.Infinite, cancelled);
            }

            throw new ThrottlingException("Too busy.");
        }));

        Assert.Equal("bad", thrown.Node);
        Assert.Equal(429, thrown.ToError().Status);
        Assert.Empty(run.Answers);
    }

    [Theory]
    [InlineData("{}", "finds nothing")]
    [InlineData("""{"n":"1"}""", "is of the type String")]
    [InlineData("""{"n":null}""", "is of the type null")]
    [InlineData("""{"n":5}""", "must be of the type Number but is of the type Boolean")]
    public async Task A_value_of_another_type_fails_its_node(string document, string complaint)
    {
        var draft = new FlowDraft().Start("Object")
            .Call("work", "n:Number=$.data.n", "Number").Data("start.document", "work.n")
            .End("end", "Number").Data("work.functionResponse", "end.document");

        var thrown = await Assert.ThrowsAsync<FlowNodeException>(
            () => TestRun.Of(draft).Run(document, _ => JsonSerializer.SerializeToElement(true)));

        Assert.Equal(("work", NodeErrorCode.Validation), (thrown.Node, thrown.Code));
        Assert.Contains(complaint, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_done_before_is_not_done_again()
    {
        var first = TestRun.Of(Looped("n < 5", null));
        await Assert.ThrowsAsync<FlowNodeException>(() => first.Run("0", call => call.Value("n").GetInt32() == 3
            ? throw new FlowNodeException("add", NodeErrorCode.DependencyFailed, "Power cut.")
            : Add(call)));
        var added = new List<int>();

        var second = await TestRun.Of(Looped("n < 5", null), first.Results).Run("0", call =>
        {
            added.Add(call.Value("n").GetInt32());
            return Add(call);
        });

        Assert.Equal([3, 4], added);
        Assert.Equal(["5"], second.Answers);
    }

    [Fact]
    public async Task A_run_does_not_go_on_without_end()
    {
        var numbers = "[" + string.Join(',', Enumerable.Range(0, 200)) + "]";
        var draft = new FlowDraft().Start("Array")
            .Node("one", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", "arraySize:Number"])
            .Data("start.document", "one.array");
        draft.Call("list", "n:Number=$.data", "Array").Data("one.arrayItem", "list.n")
            .Node("two", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", "arraySize:Number"])
            .Data("list.functionResponse", "two.array")
            .End("end", "Number").Data("two.arrayItem", "end.document");

        var thrown = await Assert.ThrowsAsync<FlowNodeException>(
            () => TestRun.Of(draft).Run(numbers, _ => JsonSerializer.Deserialize<JsonElement>(numbers)));

        Assert.Contains("more than 10000 nodes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_that_are_passed_over_do_not_go_on_without_end_either()
    {
        var row = $"[{string.Join(',', Enumerable.Repeat("0", 400))}]";
        var draft = new FlowDraft().Start("Array")
            .Node("one", "Iterator", ["array:Array=$.data"], ["arrayItem:Array", "arraySize:Number"])
            .Data("start.document", "one.array")
            .Node("two", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", "arraySize:Number"])
            .Data("one.arrayItem", "two.array")
            .Decide("decide", ["list:Array=$.data"], "never=1 == 2").Data("start.document", "decide.list")
            .Call("work", "n:Number=$.data", "Number")
            .Data("two.arrayItem", "work.n").When("decide", "never", "work")
            .End("end", "Array").Data("start.document", "end.document");

        var thrown = await Assert.ThrowsAsync<FlowNodeException>(() => TestRun.Of(draft).Run(
            $"[{string.Join(',', Enumerable.Repeat(row, 400))}]", call => call.Value("n")));

        Assert.Equal(("two", NodeErrorCode.Validation), (thrown.Node, thrown.Code));
        Assert.Contains("more than 100000 nodes", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_are_not_kept_without_end()
    {
        var large = DataTypes.Value(new string('x', 1 << 20));
        var draft = new FlowDraft().Start("Array")
            .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", "arraySize:Number"])
            .Data("start.document", "each.array")
            .Call("work", "n:Number=$.data", "String").Data("each.arrayItem", "work.n")
            .End("end", "Array").Data("start.document", "end.document");

        var thrown = await Assert.ThrowsAsync<FlowNodeException>(() => TestRun.Of(draft).Run(
            $"[{string.Join(',', Enumerable.Repeat("0", 400))}]", _ => large));

        Assert.Equal(("work", NodeErrorCode.Validation), (thrown.Node, thrown.Code));
        Assert.Contains("outputs of all nodes", thrown.Message, StringComparison.Ordinal);
    }

    private static JsonElement Add(NodeCall call) => JsonSerializer.SerializeToElement(call.Value("n").GetInt32() + 1);

    private static FlowDraft Iterated() => new FlowDraft().Start("Array")
        .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", "arraySize:Number"])
        .Data("start.document", "each.array")
        .Call("work", "n:Number=$.data", "Number").Data("each.arrayItem", "work.n")
        .Collect("all", "Number").Data("work.functionResponse", "all.arrayItem").Data("each.arraySize", "all.arraySize")
        .End("end", "Array").Data("all.collectedArray", "end.document");

    private static FlowDraft Looped(string condition, int? max)
    {
        var control = new JsonObject
        {
            ["continueCondition"] = new JsonObject { ["name"] = "more", ["expression"] = condition },
        };
        if (max is not null)
        {
            control["maxIterations"] = max;
        }

        var body = new FlowDraft()
            .Node("enter", "LoopInput", [], ["n:Number"])
            .Call("add", "n:Number=$.data", "Number").Data("enter.n", "add.n")
            .Node("control", "LoopController", ["n:Number=$.data"], [], new JsonObject { ["loopController"] = control })
            .Data("add.functionResponse", "control.n");
        return new FlowDraft().Start("Number")
            .Node("loop", "Loop", ["n:Number=$.data"], ["n:Number"], new JsonObject
            {
                ["loop"] = new JsonObject { ["definition"] = body.Json },
            })
            .Data("start.document", "loop.n")
            .End("end", "Number").Data("loop.n", "end.document");
    }
}
