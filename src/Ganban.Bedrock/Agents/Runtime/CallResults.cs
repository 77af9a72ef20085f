using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>The results of the calls of one step, and what they come to.</summary>
internal sealed class CallResults(AgentRun run)
{
    private const int InputsMax = 5; // the API's
    private const string Asked = "The user is asked.";
    private const string NotAsked = "The user was not asked, since other actions wait. Ask again later.";
    private readonly List<AgentResult> _results = [];
    private readonly List<AgentCall> _asks = [];
    private readonly List<PendingCall> _pending = [];
    private readonly List<InvocationInputMember> _inputs = [];
    private string? _question;

    /// <summary>What calls get for which there is no place beside the others that the caller is to carry out.</summary>
    public static ToolOutcome.Malformed TooMany { get; } =
        new($"No more than {InputsMax} actions at a time. Call it again later.");

    /// <summary>Whether a call could not be understood.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>Whether the caller can be asked for so many actions in one step.</summary>
    public static bool Fit(int inputs) => inputs <= InputsMax;

    /// <summary>Takes the outcomes of all calls, each of which told what it did.</summary>
    /// <exception cref="Contracts.ModelledException">A call ended the turn.</exception>
    public async Task Add(IAsyncEnumerable<StepResult> results, CancellationToken cancellationToken)
    {
        await foreach (var result in results.WithCancellation(cancellationToken))
        {
            if (result.Outcome is ToolOutcome.Wait wait && !Fit(_inputs.Count + wait.Inputs.Count))
            {
                await run.Traces.Reprompted(Source.Parser, TooMany.Text, cancellationToken);
                Add(result.Call, TooMany);
                continue;
            }

            result.Keep();
            Add(result.Call, result.Outcome);
        }
    }

    /// <summary>Puts the results into the conversation.</summary>
    /// <returns>How the turn ends; null where the model is to be asked again.</returns>
    public async Task<TurnEnd?> End(CancellationToken cancellationToken)
    {
        var told = _pending.Count > 0 ? NotAsked : Asked;
        _results.AddRange(_asks.Select(call => new AgentResult(call.Id, told)));
        if (_results.Count > 0)
        {
            run.Add(AgentMessage.Tools(_results));
        }

        if (_pending.Count > 0)
        {
            run.Pending = new PendingControl(run.Turn.InvocationId, _pending);
            return new TurnEnd.Control(_inputs);
        }

        if (_question is null)
        {
            return null;
        }

        run.Add(AgentMessage.Assistant(_question));
        await run.Traces.Finished("ASK_USER", _question, cancellationToken);
        return new TurnEnd.Answer(_question, []);
    }

    private void Add(AgentCall call, ToolOutcome outcome)
    {
        switch (outcome)
        {
            case ToolOutcome.Wait wait:
                _pending.Add(new PendingCall(call, wait.For));
                _inputs.AddRange(wait.Inputs);
                break;
            case ToolOutcome.Ask ask:
                _question ??= ask.Question;
                _asks.Add(call);
                break;
            case ToolOutcome.Malformed malformed:
                IsMalformed = true;
                _results.Add(AgentResult.Of(call, malformed.Text));
                break;
            case ToolOutcome.Result result:
                _results.Add(AgentResult.Of(call, result));
                break;
        }
    }
}
