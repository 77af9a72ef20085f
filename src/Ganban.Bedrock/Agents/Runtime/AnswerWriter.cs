using System.Text;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>
/// Lets an answer leave as it grows: piece by piece, by sentences where they may be cited, and under a guardrail by so
/// many characters as it is to look at together.
/// </summary>
internal sealed class AnswerWriter(AgentTurn turn, AgentGuard? guard, CancellationToken cancellationToken)
{
    private readonly StringBuilder _held = new();
    private readonly StringBuilder _sent = new();
    private readonly StringBuilder _shown = new();
    private AnswerCitations? _citations;

    /// <summary>What the model has said since it was asked last, all of which has left.</summary>
    public string Sent => _sent.ToString();

    /// <summary>The same as the caller sees it, after the guardrail.</summary>
    public string Shown => _shown.ToString();

    /// <summary>A model is about to answer, with passages that its answer may cite.</summary>
    public void Begin(IReadOnlyList<VectorMatch> found)
    {
        _held.Clear();
        _sent.Clear();
        _shown.Clear();
        _citations = found.Count > 0 ? new AnswerCitations(found) : null;
    }

    /// <summary>A step of the answer has come.</summary>
    public async ValueTask Pass(ChatStep step)
    {
        switch (step)
        {
            case ChatStep.Text text:
                _held.Append(text.Value);
                if (_citations is null && (guard is null || _held.Length >= turn.GuardInterval))
                {
                    await Send([]);
                }

                break;
            case ChatStep.Cited cited when _citations is not null:
                var citation = _citations.Next(_held.ToString(), cited.Citations);
                await Send(citation is null ? [] : [citation]);
                break;
            case ChatStep.Finished:
                await Send([]);
                break;
        }
    }

    private async ValueTask Send(IReadOnlyList<Citation> citations)
    {
        var text = _held.ToString();
        _held.Clear();
        _sent.Append(text);
        if (text.Length == 0 || guard?.IsBlocked == true)
        {
            return;
        }

        text = guard is null ? text : await guard.Output(text, cancellationToken);
        var chunk = guard?.IsBlocked == true
            ? new AgentEvent.Chunk(guard.BlockedOutput, [])
            : new AgentEvent.Chunk(text, citations);
        _shown.Append(chunk.Text);
        await turn.Events.WriteAsync(chunk, cancellationToken);
    }
}
