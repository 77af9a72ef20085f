using System.Collections.Concurrent;
using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Flows.Running;

/// <summary>
/// Runs a flow: every node as soon as what feeds it is there, as many at once as the call allows. What the recorder
/// knows is not run again.
/// </summary>
internal sealed class FlowRun : IDisposable
{
    private const int NodeRunsMax = 10_000;
    private const int StartsMax = 100_000;
    private const long OutputsBytesMax = 256L << 20;
    private readonly FlowGraph _graph;
    private readonly IReadOnlyDictionary<string, IFlowNode> _types;
    private readonly CancellationTokenSource _failed = new();
    private readonly ConcurrentQueue<FlowQuestion> _questions = new();
    private int _runs;
    private long _starts;
    private long _bytes;
    private Exception? _failure;

    /// <summary>A run that begins with <see cref="Run"/>.</summary>
    public FlowRun(
        FlowGraph graph,
        FlowCall call,
        IReadOnlyDictionary<string, IFlowNode> types,
        IFlowRecorder recorder,
        TimeProvider clock)
    {
        _graph = graph;
        _types = types;
        Call = call;
        Recorder = recorder;
        Clock = clock;
        Places = new SemaphoreSlim(call.NodesAtOnce);
    }

    /// <summary>Who runs it, and how.</summary>
    public FlowCall Call { get; }

    /// <summary>Who follows it.</summary>
    public IFlowRecorder Recorder { get; }

    /// <summary>The time.</summary>
    public TimeProvider Clock { get; }

    /// <summary>As many places as nodes may run at once.</summary>
    public SemaphoreSlim Places { get; }

    /// <summary>Runs it to its end, or until the first node fails.</summary>
    /// <returns>What nodes ask the user for, in the order of their names; none if the flow has ended.</returns>
    /// <exception cref="FlowNodeException">A node failed.</exception>
    public async Task<IReadOnlyList<FlowQuestion>> Run(
        JsonElement document, CancellationToken cancellationToken)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _failed.Token);
        var entry = new Dictionary<string, JsonElement> { [_graph.Entry.Declared.Outputs![0].Name] = document };
        var scope = new ScopeRun(this, _graph, rounds: [], entry, ended.Token);
        try
        {
            await scope.Run();
        }
        catch (Exception) when (_failure is { } failure)
        {
            // Nodes that were broken off because of it end with other exceptions.
            throw failure as FlowNodeException
                ?? (Exception)new InvalidOperationException("A node is at fault.", failure);
        }

        return [.. _questions.OrderBy(question => question.Key, StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Places.Dispose();
        _failed.Dispose();
    }

    /// <summary>What runs nodes of a type.</summary>
    /// <exception cref="FlowNodeException">There is nothing that does.</exception>
    public IFlowNode Type(GraphNode node) => _types.GetValueOrDefault(node.Type) ?? throw new FlowNodeException(
        node.Name, NodeErrorCode.Validation, $"Ganban does not run nodes of the type {node.Type}.");

    /// <summary>Counts a node that runs.</summary>
    /// <exception cref="FlowNodeException">Too many have run.</exception>
    public void Count(GraphNode node)
    {
        if (Interlocked.Increment(ref _runs) > NodeRunsMax)
        {
            throw new FlowNodeException(
                node.Name,
                NodeErrorCode.Validation,
                $"more than {NodeRunsMax} nodes would run in this execution. Iterate over fewer items, or loop less often.");
        }
    }

    /// <summary>Counts the nodes that an iterator is about to start, most of which may be passed over.</summary>
    /// <exception cref="FlowNodeException">There are too many.</exception>
    public void CountStarts(GraphNode iterator, long nodes)
    {
        if (Interlocked.Add(ref _starts, nodes) > StartsMax)
        {
            var failure = new FlowNodeException(
                iterator.Name,
                NodeErrorCode.Validation,
                $"the iterators of this execution would start more than {StartsMax} nodes, counting those that are passed over. Iterate "
                    + "over fewer items.");
            Fail(iterator, failure); // The iterator's own run has ended well, so nothing else tells the others.
            throw failure;
        }
    }

    /// <summary>Counts the outputs of a node, which stay until the run ends.</summary>
    /// <exception cref="FlowNodeException">Those of all nodes are too large together.</exception>
    public void Hold(GraphNode node, long bytes)
    {
        if (Interlocked.Add(ref _bytes, bytes) > OutputsBytesMax)
        {
            throw new FlowNodeException(
                node.Name,
                NodeErrorCode.Validation,
                $"the outputs of all nodes of this execution have more than {OutputsBytesMax} bytes as JSON. Make them smaller, or iterate "
                    + "over fewer items.");
        }
    }

    /// <summary>Asks the user something.</summary>
    public void Ask(FlowQuestion question) => _questions.Enqueue(question);

    /// <summary>Ends the run because of a node.</summary>
    public void Fail(GraphNode node, Exception exception)
    {
        var failure = FlowNodeException.Of(node.Name, exception) ?? exception;
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            _failed.Cancel();
        }
    }
}
