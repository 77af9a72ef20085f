using System.Collections.Concurrent;
using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Nodes;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Flows.Validation;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.TestKit;

namespace Ganban.Bedrock.Tests.Flows;

/// <summary>A run of a flow whose functions the test answers for, and what was recorded of it.</summary>
internal sealed class TestRun : IFlowRecorder
{
    private readonly FlowDefinition _definition;
    private readonly IReadOnlyDictionary<string, NodeResult> _known;
    private readonly int _nodesAtOnce;
    private readonly ConcurrentQueue<FlowEvent> _events = new();

    private TestRun(FlowDefinition definition, IReadOnlyDictionary<string, NodeResult> known, int nodesAtOnce) =>
        (_definition, _known, _nodesAtOnce) = (definition, known, nodesAtOnce);

    /// <summary>What happened.</summary>
    public IReadOnlyList<FlowEvent> Events => [.. _events];

    /// <summary>What each node came to.</summary>
    public ConcurrentDictionary<string, NodeResult> Results { get; } = new();

    /// <summary>The flow's outputs, as JSON.</summary>
    public IReadOnlyList<string> Answers =>
        [.. Events.OfType<FlowEvent.FlowAnswered>().Select(answered => answered.Document.GetRawText())];

    public static TestRun Of(
        FlowDraft draft, IReadOnlyDictionary<string, NodeResult>? known = null, int nodesAtOnce = 16)
    {
        var definition = ShapeJson.Read<FlowDefinition>(JsonSerializer.SerializeToElement(draft.Json));
        Assert.Empty(FlowValidator.Check(definition).All.Select(finding => finding.Message));
        return new TestRun(definition, known ?? new Dictionary<string, NodeResult>(), nodesAtOnce);
    }

    /// <summary>The types of nodes, with functions that a test answers for.</summary>
    public static IReadOnlyList<IFlowNode> Types(Func<NodeCall, CancellationToken, Task<JsonElement>> function) =>
    [
        new OutputNode(TimeProvider.System),
        new ConditionNode(TimeProvider.System),
        new IteratorNode(),
        new CollectorNode(),
        new TestFunction(function),
    ];

    public Task<TestRun> Run(string document, Func<NodeCall, JsonElement> function) =>
        Run(document, (call, _) => Task.FromResult(function(call)));

    public Task<TestRun> Run(string document, Func<NodeCall, Task<JsonElement>> function) =>
        Run(document, (call, _) => function(call));

    public async Task<TestRun> Run(string document, Func<NodeCall, CancellationToken, Task<JsonElement>> function)
    {
        var call = new FlowCall(TestStore.Call().Caller, "InvokeFlow", "arn:flow", "arn:alias", "execution")
        {
            NodesAtOnce = _nodesAtOnce,
        };
        using var run = new FlowRun(
            FlowGraph.Of(_definition),
            call,
            Types(function).ToDictionary(type => type.Type),
            this,
            TimeProvider.System);
        await run.Run(JsonSerializer.Deserialize<JsonElement>(document), CancellationToken.None);
        return this;
    }

    public NodeResult? Known(string key) => _known.GetValueOrDefault(key);

    public ValueTask Began(FlowEvent.Inputs inputs, CancellationToken cancellationToken)
    {
        _events.Enqueue(inputs);
        return ValueTask.CompletedTask;
    }

    public ValueTask Ended(
        string key, NodeResult result, IReadOnlyList<FlowEvent> events, CancellationToken cancellationToken)
    {
        foreach (var happened in events)
        {
            _events.Enqueue(happened);
        }

        Results[key] = result;
        return ValueTask.CompletedTask;
    }

    private sealed class TestFunction(Func<NodeCall, CancellationToken, Task<JsonElement>> function) : IFlowNode
    {
        public string Type => FlowNodeType.LambdaFunction;

        public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken) =>
            NodeResult.Of("functionResponse", await function(call, cancellationToken));
    }
}
