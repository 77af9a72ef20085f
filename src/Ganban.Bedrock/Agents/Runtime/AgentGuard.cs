using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Makes ready the guardrails that agents name.</summary>
internal sealed class AgentGuards(GuardrailShelf shelf)
{
    /// <summary>The guardrail of an agent; null if it has none.</summary>
    /// <exception cref="ModelledException">There is no such guardrail.</exception>
    public async Task<AgentGuard?> Of(AgentFrame frame, AgentTurn turn, CancellationToken cancellationToken)
    {
        if (frame.Agent.Guardrail is not { } named)
        {
            return null;
        }

        try
        {
            return new AgentGuard(
                await shelf.Get(
                    named.GuardrailIdentifier, named.GuardrailVersion, turn.Context, cancellationToken),
                turn,
                frame);
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }
}

/// <summary>Lets a guardrail look at what the user asks and at what the agent answers.</summary>
internal sealed class AgentGuard(GuardrailChecks checks, AgentTurn turn, AgentFrame frame)
{
    private readonly string _id = Guid.NewGuid().ToString();
    private readonly Findings _output = new();
    private DateTimeOffset? _outputStart;
    private int _outputCharacters;
    private bool _told;

    /// <summary>Whether the answer was blocked.</summary>
    public bool IsBlocked => _output.IsBlocked;

    /// <summary>What stands in place of a blocked answer.</summary>
    public string BlockedOutput => checks.BlockedOutput;

    /// <summary>Looks at the user's input.</summary>
    /// <returns>The input, masked where need be, and what is answered if it is blocked, else null.</returns>
    public async Task<(string Input, string? Blocked)> Input(string text, CancellationToken cancellationToken)
    {
        var (findings, start) = (new Findings(), turn.Clock.GetUtcNow());
        var masked = await checks.Look(text, GuardrailSide.Input, findings, cancellationToken);
        await Tell(GuardrailSide.Input, findings, text.Length, start, cancellationToken);
        return (masked, findings.IsBlocked ? checks.BlockedInput : null);
    }

    /// <summary>Looks at a piece of the answer; the piece, masked where the guardrail masks.</summary>
    public async Task<string> Output(string piece, CancellationToken cancellationToken)
    {
        _outputCharacters += piece.Length;
        _outputStart ??= turn.Clock.GetUtcNow();
        return await checks.Look(piece, GuardrailSide.Output, _output, cancellationToken);
    }

    /// <summary>Tells what was found in the answer, once.</summary>
    public async Task Finish(CancellationToken cancellationToken)
    {
        if (!_told)
        {
            _told = true;
            await Tell(GuardrailSide.Output, _output, _outputCharacters, _outputStart, cancellationToken);
        }
    }

    private async Task Tell(
        GuardrailSide side,
        Findings findings,
        int characters,
        DateTimeOffset? start,
        CancellationToken cancellationToken)
    {
        if (!turn.IsTraced)
        {
            return;
        }

        var size = new GuardedSize(characters, characters, Scored: 0, Images: 0);
        var found = Assessments.Of(checks, side, findings, size, isFull: false, milliseconds: 0);
        GuardrailAssessment[] assessments =
            [ShapeJson.Same<Contracts.BedrockRuntime.GuardrailAssessment, GuardrailAssessment>(found)];
        var isInput = side == GuardrailSide.Input;
        var trace = new GuardrailTrace
        {
            TraceId = $"{_id}-guardrail-{(isInput ? "pre" : "post")}-0",
            Action = findings.IsBlocked || findings.IsMasked ? GuardrailAction.Intervened : GuardrailAction.None,
            InputAssessments = isInput ? assessments : null,
            OutputAssessments = isInput ? null : assessments,
            Metadata = start is { } from
                ? AgentTraces.Metadata(turn.Context.RequestId, from, turn.Clock.GetUtcNow())
                : null,
        };
        await turn.Trace(frame, new Trace.GuardrailTrace(trace), cancellationToken);
    }
}
