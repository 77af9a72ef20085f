using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>One call of a step.</summary>
/// <param name="Call">The call.</param>
/// <param name="Lane">
/// Calls of one lane are carried out one after another, and each finds what those before it have changed; null: the
/// call has to do with no other.
/// </param>
/// <param name="Work">Carries it out.</param>
internal sealed record StepCall(
    AgentCall Call, string? Lane, Func<AgentRun, CancellationToken, Task<ToolOutcome>> Work);

/// <summary>What came of a call of a step.</summary>
/// <param name="Call">The call.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Keep">Lets the agent's run take over what the call has changed.</param>
internal sealed record StepResult(AgentCall Call, ToolOutcome Outcome, Action Keep);

/// <summary>
/// Carries out the calls of one step at the same time. Outcomes, and what calls tell of their work, come in the order
/// of the calls, whichever ends first. A call finds what the ones before it have changed only in its own lane.
/// </summary>
internal static class StepCalls
{
    private const int AtOnceMax = 8;

    /// <summary>Carries them out. One that fails lets the others come to their ends.</summary>
    /// <exception cref="Contracts.ModelledException">A call ended the turn; the first of them is told.</exception>
    public static async IAsyncEnumerable<StepResult> Run(
        AgentRun run,
        IReadOnlyList<StepCall> calls,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (calls is [var only])
        {
            yield return new StepResult(only.Call, await only.Work(run, cancellationToken), static () => { });
            yield break;
        }

        using var places = new SemaphoreSlim(AtOnceMax);
        var branches = Begin(run, calls, places, cancellationToken);
        try
        {
            foreach (var branch in branches)
            {
                await foreach (var told in branch.Events.ReadAllAsync(cancellationToken))
                {
                    await run.Turn.Events.WriteAsync(told, cancellationToken);
                }
            }
        }
        finally
        {
            await Task.WhenAll(branches.Select(branch => (Task)branch.Work))
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        foreach (var branch in branches)
        {
            var outcome = await branch.Work;
            yield return new StepResult(branch.Call, outcome, () => run.Join(branch.Own, branch.Before));
        }
    }

    private static List<Branch> Begin(
        AgentRun run, IReadOnlyList<StepCall> calls, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        var lanes = new Dictionary<string, Branch>(StringComparer.Ordinal);
        var branches = new List<Branch>(calls.Count);
        var start = run.Fork(run.Turn.Events);
        foreach (var call in calls)
        {
            var earlier = call.Lane is null ? null : lanes.GetValueOrDefault(call.Lane);
            var branch = new Branch(call, earlier, start);
            branch.Begin(places, cancellationToken);
            branches.Add(branch);
            if (call.Lane is { } lane)
            {
                lanes[lane] = branch;
            }
        }

        return branches;
    }

    /// <summary>A call at work on a run of its own.</summary>
    private sealed class Branch(StepCall step, Branch? earlier, AgentRun start)
    {
        private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>();

        public AgentCall Call => step.Call;

        public ChannelReader<AgentEvent> Events => _events.Reader;

        /// <summary>The run as the call finds it.</summary>
        public AgentRun Before => earlier?.Own ?? start;

        /// <summary>The run as the call leaves it; there when the call was carried out.</summary>
        public AgentRun Own { get; private set; } = null!;

        public Task<ToolOutcome> Work { get; private set; } = null!;

        public void Begin(SemaphoreSlim places, CancellationToken cancellationToken) =>
            Work = Task.Run(() => Do(places, cancellationToken), CancellationToken.None);

        private async Task<ToolOutcome> Do(SemaphoreSlim places, CancellationToken cancellationToken)
        {
            try
            {
                if (earlier is not null)
                {
                    await earlier.Work;
                }

                await places.WaitAsync(cancellationToken);
                try
                {
                    Own = Before.Fork(_events.Writer);
                    return await step.Work(Own, cancellationToken);
                }
                finally
                {
                    places.Release();
                }
            }
            finally
            {
                _events.Writer.Complete();
            }
        }
    }
}
