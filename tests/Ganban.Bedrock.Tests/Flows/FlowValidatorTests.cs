using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Flows.Validation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.TestKit;

namespace Ganban.Bedrock.Tests.Flows;

public sealed class FlowValidatorTests
{
    private static readonly string[] Text = ["text:String=$.data"];

    private static readonly Dictionary<string, FlowDraft> Wrong = new()
    {
        [FlowValidationType.CyclicConnection] = Valid()
            .Prompt("again", "{{text}}", Text).Data("again.modelCompletion", "again.text"),
        [FlowValidationType.DuplicateConnections] = Valid().Data("ask.modelCompletion", "end.document"),
        [FlowValidationType.DuplicateConditionExpression] = Decided("big=size > 1", "huge= size > 1"),
        [FlowValidationType.UnreachableNode] = Valid().Prompt("island", "Hello", []),
        [FlowValidationType.UnknownConnectionSource] = Valid().Data("nobody.document", "ask.text"),
        [FlowValidationType.UnknownConnectionSourceOutput] = Valid().Data("start.nothing", "ask.text"),
        [FlowValidationType.UnknownConnectionTarget] = Valid().Data("start.document", "nobody.text"),
        [FlowValidationType.UnknownConnectionTargetInput] = Valid().Data("start.document", "ask.nothing"),
        [FlowValidationType.UnknownConnectionCondition] = Decided("big=size > 1").When("decide", "small", "end"),
        [FlowValidationType.MalformedConditionExpression] = Decided("big=size > \"one\""),
        [FlowValidationType.MalformedNodeInputExpression] = Valid()
            .Prompt("odd", "{{text}}", ["text:String=$.other"]).Data("start.document", "odd.text"),
        [FlowValidationType.MismatchedNodeInputType] = Valid()
            .Node("each", "Iterator", ["array:String=$.data"], ["arrayItem:String", "arraySize:Number"])
            .Data("start.document", "each.array"),
        [FlowValidationType.MismatchedNodeOutputType] = Valid()
            .Node("more", "Prompt", Text, ["modelCompletion:Number"], Prompted()).Data("start.document", "more.text"),
        [FlowValidationType.IncompatibleConnectionDataType] = Valid()
            .Prompt("odd", "{{text}}", ["text:Number=$.data"]).Data("start.document", "odd.text"),
        [FlowValidationType.MissingConnectionConfiguration] = Valid().Connect("Data", "start", "end", null),
        [FlowValidationType.MissingDefaultCondition] = Valid()
            .Node("decide", "Condition", ["text:String=$.data"], [], Conditions("""[{"name":"big","expression":"text == \"\""}]"""))
            .Data("start.document", "decide.text"),
        [FlowValidationType.MissingEndingNodes] = new FlowDraft().Start(),
        [FlowValidationType.MissingNodeConfiguration] = Valid()
            .Node("call", "LambdaFunction", Text, ["functionResponse:String"]).Data("start.document", "call.text"),
        [FlowValidationType.MissingNodeInput] = Valid()
            .Prompt("more", "{{text}} and {{rest}}", Text).Data("start.document", "more.text"),
        [FlowValidationType.MissingNodeOutput] = Valid()
            .Node("more", "Prompt", Text, [], Prompted()).Data("start.document", "more.text"),
        [FlowValidationType.MissingStartingNodes] = new FlowDraft().End("end"),
        [FlowValidationType.MultipleNodeInputConnections] = Valid().Data("start.document", "end.document"),
        [FlowValidationType.UnfulfilledNodeInput] = Valid().End("other"),
        [FlowValidationType.UnsatisfiedConnectionConditions] = Decided("big=size > 1")
            .Prompt("large", "{{text}}", ["text:Number=$.data"])
            .Data("start.document", "large.text").When("decide", "big", "large")
            .End("none").Data("large.modelCompletion", "none.document").When("decide", "default", "none"),
        [FlowValidationType.Unspecified] = Valid()
            .Node("bot", "Lex", ["inputText:String=$.data"], ["predictedIntent:String"]),
        [FlowValidationType.UnknownNodeInput] = Valid()
            .Node("stop", "Output", ["document:String=$.data", "other:String=$.data"])
            .Data("start.document", "stop.document").Data("start.document", "stop.other"),
        [FlowValidationType.UnknownNodeOutput] = Valid()
            .Node("more", "Prompt", Text, ["modelCompletion:String", "other:String"], Prompted())
            .Data("start.document", "more.text"),
        [FlowValidationType.MissingLoopInputNode] = Looped(body => Controller(body)),
        [FlowValidationType.MissingLoopControllerNode] = Looped(body => Enter(body, "in")),
        [FlowValidationType.MultipleLoopInputNodes] = Looped(body => Controller(Enter(Enter(body, "in"), "in2"))),
        [FlowValidationType.MultipleLoopControllerNodes] =
            Looped(body => Controller(Controller(Enter(body, "in")), "control2")),
        [FlowValidationType.LoopIncompatibleNodeType] = Looped(body => Controller(Enter(body, "in"))
            .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:String", "arraySize:Number"])),
        [FlowValidationType.InvalidLoopBoundary] =
            Looped(body => Controller(Enter(body, "in"))).Data("in.text", "ask.text"),
    };

    public static TheoryData<string> Types => [.. Wrong.Keys];

    [Fact]
    public void A_flow_without_faults_has_no_findings()
    {
        Assert.Empty(Check(Valid()).All);
        Assert.Empty(Check(Decided("big=size > 1").When("decide", "big", "end")).All);
        Assert.Empty(Check(Looped(body => Controller(Enter(body, "in")))).All);
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void A_fault_is_found_and_named(string type)
    {
        var findings = Check(Wrong[type]).All;

        var found = findings.FirstOrDefault(finding => finding.Type == type);
        Assert.True(
            found is not null, string.Join('\n', findings.Select(finding => $"{finding.Type}: {finding.Message}")));
        var details = JsonSerializer.Serialize(ShapeJson.Write(found.Details!));
        Assert.StartsWith($"{{\"{char.ToLowerInvariant(type[0])}{type[1..]}\":", details, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_kind_of_the_contract_is_found_in_some_flow() => Assert.Equal(
        typeof(FlowValidationType).GetFields().Select(field => (string)field.GetRawConstantValue()!).Order(),
        Wrong.Keys.Order());

    [Fact]
    public void Items_of_two_iterators_do_not_mix()
    {
        string[] outputs = ["arrayItem:String", "arraySize:Number"];
        var draft = new FlowDraft().Start("Array")
            .Node("one", "Iterator", ["array:Array=$.data"], outputs).Data("start.document", "one.array")
            .Node("two", "Iterator", ["array:Array=$.data"], outputs).Data("start.document", "two.array")
            .Prompt("both", "{{left}}{{right}}", ["left:String=$.data", "right:String=$.data"])
            .Data("one.arrayItem", "both.left").Data("two.arrayItem", "both.right")
            .End("end").Data("both.modelCompletion", "end.document");

        Assert.Contains("items of the iterators", Assert.Single(Check(draft).All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_collector_gets_its_items_from_within_the_iterator_that_it_ends()
    {
        string[] sizes = ["arraySize:Number"];
        var outside = new FlowDraft().Start("Array")
            .Node("each", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", .. sizes])
            .Data("start.document", "each.array")
            .Collect("all", "Array").Data("start.document", "all.arrayItem").Data("each.arraySize", "all.arraySize")
            .End("end", "Array").Data("all.collectedArray", "end.document");
        var outer = new FlowDraft().Start("Array")
            .Node("rows", "Iterator", ["array:Array=$.data"], ["arrayItem:Array", .. sizes])
            .Data("start.document", "rows.array")
            .Node("cells", "Iterator", ["array:Array=$.data"], ["arrayItem:Number", .. sizes])
            .Data("rows.arrayItem", "cells.array")
            .Collect("all", "Array").Data("rows.arrayItem", "all.arrayItem").Data("cells.arraySize", "all.arraySize")
            .End("end", "Array").Data("all.collectedArray", "end.document");

        Assert.Contains("outside of the iterator each", Assert.Single(Check(outside).All).Message, StringComparison.Ordinal);
        Assert.Contains("outside of the iterator cells", Assert.Single(Check(outer).All).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_loop_whose_controller_is_not_reached_can_not_be_run()
    {
        var draft = Looped(body => Controller(Enter(body, "in").Prompt("say", "Hello", []), source: "say.modelCompletion"));

        var error = Assert.Single(
            Check(draft).All, finding => finding.Severity == FlowValidationSeverity.Error);

        Assert.Equal(FlowValidationType.UnreachableNode, error.Type);
        Assert.Contains("the node control", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void There_are_never_more_findings_than_the_API_can_show()
    {
        var draft = Valid();
        for (var i = 0; i < 150; i++)
        {
            draft.Node($"island{i}", "Output", ["document:String=$.other"]);
        }

        Assert.Equal(100, Check(draft).All.Count);
    }

    private static FlowFindings Check(FlowDraft draft) => FlowValidator.Check(
        ShapeJson.Read<FlowDefinition>(JsonSerializer.SerializeToElement(draft.Json)));

    private static FlowDraft Valid() => new FlowDraft().Start().Prompt("ask", "{{text}}", Text).End("end")
        .Data("start.document", "ask.text").Data("ask.modelCompletion", "end.document");

    private static FlowDraft Decided(params string[] conditions) => new FlowDraft().Start("Number")
        .Decide("decide", ["size:Number=$.data"], conditions).Data("start.document", "decide.size")
        .End("end", "Number").Data("start.document", "end.document");

    private static FlowDraft Looped(Func<FlowDraft, FlowDraft> body) => Valid()
        .Node("loop", "Loop", Text, ["text:String"], new JsonObject
        {
            ["loop"] = new JsonObject { ["definition"] = body(new FlowDraft()).Json },
        })
        .Data("start.document", "loop.text").End("looped").Data("loop.text", "looped.document");

    private static FlowDraft Enter(FlowDraft body, string name) =>
        body.Node(name, "LoopInput", [], ["text:String"], new JsonObject { ["loopInput"] = new JsonObject() });

    private static FlowDraft Controller(FlowDraft body, string name = "control", string source = "in.text") => body
        .Node(name, "LoopController", Text, [], new JsonObject
        {
            ["loopController"] = new JsonObject
            {
                ["continueCondition"] = new JsonObject { ["name"] = "more", ["expression"] = "text == \"go\"" },
            },
        })
        .Data(source, name + ".text");

    private static JsonObject Prompted() =>
        new FlowDraft().Prompt("any", "{{text}}", Text).Nodes[0]!["configuration"]!.DeepClone().AsObject();

    private static JsonObject Conditions(string json) => new()
    {
        ["condition"] = new JsonObject { ["conditions"] = JsonNode.Parse(json) },
    };
}
