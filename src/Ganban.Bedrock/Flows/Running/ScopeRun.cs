using System.Collections.Concurrent;
using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>Runs the nodes of a flow, or those of a loop's body once.</summary>
internal sealed class ScopeRun
{
    private readonly FlowRun _run;
    private readonly FlowGraph _graph;
    private readonly IReadOnlyList<Round> _rounds;
    private readonly IReadOnlyDictionary<string, JsonElement> _entry;
    private readonly CancellationToken _ended;
    private readonly ScopeInputs _inputs;
    private readonly ConcurrentDictionary<string, Lazy<Task<NodeResult>>> _results = new();

    /// <summary>A run of a scope.</summary>
    /// <param name="run">The flow's run.</param>
    /// <param name="graph">The nodes.</param>
    /// <param name="rounds">The rounds of iterators and loops around it.</param>
    /// <param name="entry">What its entry gives out, by the names of its outputs.</param>
    /// <param name="ended">Cancelled when the run ends.</param>
    public ScopeRun(
        FlowRun run,
        FlowGraph graph,
        IReadOnlyList<Round> rounds,
        IReadOnlyDictionary<string, JsonElement> entry,
        CancellationToken ended)
    {
        (_run, _graph, _rounds, _entry, _ended) = (run, graph, rounds, entry, ended);
        _inputs = new ScopeInputs(graph, Result);
    }

    /// <summary>Runs all nodes to their ends.</summary>
    public Task Run() => RunAll([], []);

    /// <summary>What a node comes to in a round of the iterators around it.</summary>
    public Task<NodeResult> Result(GraphNode node, IReadOnlyList<int> path)
    {
        var key = $"{node.Name}[{string.Join(',', path)}]";
        return _results.GetOrAdd(key, _ => new Lazy<Task<NodeResult>>(() => Execute(node, path))).Value;
    }

    private Task RunAll(IReadOnlyList<string> iterators, IReadOnlyList<int> path) => Task.WhenAll(
        _graph.Nodes.Where(node => node.Iterators.SequenceEqual(iterators)).Select(node => RunOne(node, path)));

    private async Task RunOne(GraphNode node, IReadOnlyList<int> path)
    {
        var result = await Result(node, path);
        if (node.Type == FlowNodeType.Iterator && result is { IsSkipped: false, IsWaiting: false })
        {
            IReadOnlyList<string> iterators = [.. node.Iterators, node.Name];
            var size = ScopeInputs.Items(result).GetArrayLength();
            _run.CountStarts(node, (long)size * _graph.Nodes.Count(inner => inner.Iterators.SequenceEqual(iterators)));
            await Task.WhenAll(Enumerable.Range(0, size).Select(i => RunAll(iterators, [.. path, i])));
        }
    }

    private async Task<NodeResult> Execute(GraphNode node, IReadOnlyList<int> path)
    {
        await Task.Yield();
        _ended.ThrowIfCancellationRequested();
        try
        {
            IReadOnlyList<Round> rounds =
            [
                .. _rounds,
                .. node.Iterators.Zip(path, (name, index) => new Round(name, FlowControlNodeType.Iterator, index)),
            ];
            var key = string.Join('/', rounds.Select(round => $"{round.Node}:{round.Index}").Append(node.Name));
            var result = _run.Recorder.Known(key) ?? await Execute(node, path, rounds, key);
            if (result.Question is { } question)
            {
                _run.Ask(new FlowQuestion(key, node.Name, question));
            }

            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException || !_ended.IsCancellationRequested)
        {
            _run.Fail(node, e);
            throw;
        }
    }

    private async Task<NodeResult> Execute(
        GraphNode node, IReadOnlyList<int> path, IReadOnlyList<Round> rounds, string key)
    {
        if (node.Type is FlowNodeType.Input or FlowNodeType.LoopInput)
        {
            return await Enter(node, key);
        }

        var (isSkipped, isWaiting, inputs) = await _inputs.Gather(node, path);
        if (isSkipped || isWaiting)
        {
            return isSkipped ? NodeResult.Skipped : NodeResult.Waiting;
        }

        if (inputs.Count > 0)
        {
            await _run.Recorder.Began(new FlowEvent.Inputs(node.Name, _run.Clock.GetUtcNow(), inputs, rounds), _ended);
        }

        _run.Count(node);
        var call = new NodeCall(node.Declared, inputs, _run.Call, key);
        if (node.Type == FlowNodeType.Loop)
        {
            // It takes no place: the nodes of its body do.
            return await End(node, call, await LoopRun.Run(_run, node, inputs, rounds, _ended));
        }

        await _run.Places.WaitAsync(_ended);
        try
        {
            var result = node.Type == FlowNodeType.LoopController
                ? new NodeResult(inputs.ToDictionary(input => input.Name, input => input.Value), [])
                : await _run.Type(node).Run(call, _ended);
            return await End(node, call, result);
        }
        finally
        {
            _run.Places.Release();
        }
    }

    // What comes from outside of the scope: the flow's document, or what the loop gives its body.
    private async Task<NodeResult> Enter(GraphNode node, string key)
    {
        var values = new Dictionary<string, JsonElement>();
        foreach (var output in node.Declared.Outputs ?? [])
        {
            values[output.Name] = _entry.TryGetValue(output.Name, out var value)
                ? value
                : throw new FlowNodeException(
                    node.Name, NodeErrorCode.Validation, $"the loop brings no value for its output {output.Name}.");
        }

        var call = new NodeCall(node.Declared, [], _run.Call, key);
        if (node.Type == FlowNodeType.Input)
        {
            call.Tell(new FlowEvent.FlowStarted(node.Name, _run.Clock.GetUtcNow(), values.Values.First()));
        }

        return await End(node, call, new NodeResult(values, []));
    }

    private async Task<NodeResult> End(GraphNode node, NodeCall call, NodeResult result)
    {
        if (!result.IsWaiting)
        {
            _run.Hold(node, NodeOutputs.Check(node, result));
        }

        var outputs = result.IsWaiting ? [] : NodeOutputs.Of(node, result);
        if (outputs.Count > 0)
        {
            call.Tell(new FlowEvent.Outputs(node.Name, _run.Clock.GetUtcNow(), outputs));
        }

        await _run.Recorder.Ended(call.Key, result, call.Events, _ended);
        return result;
    }
}
