using System.Text;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// Turns steps into the events up to the last content block: blocks of reasoning and of text begin with their first
/// delta, tool calls have a start of their own; every block gets a stop, before it a signed one its signature.
/// </summary>
/// <param name="signatures">What signs the model's thoughts; null for models whose thoughts bear none.</param>
internal sealed class StreamBlocks(ReasoningSignatures? signatures)
{
    private readonly StringBuilder _thoughts = new();
    private int _index = -1;
    private Type? _open; // the kind of step whose block is open

    public IEnumerable<ConverseStreamOutput> Add(ChatStep step)
    {
        if (step is ChatStep.Cited { Citations: var citations })
        {
            foreach (var citation in citations)
            {
                yield return Delta(new ContentBlockDelta.Citation(ConverseCitations.Delta(citation)));
            }
        }

        if (_open is not null && step.GetType() != _open)
        {
            if (_open == typeof(ChatStep.Reasoning) && signatures is not null)
            {
                yield return Delta(new ContentBlockDelta.ReasoningContent(
                    new ReasoningContentBlockDelta.Signature(signatures.Sign(_thoughts.ToString()))));
                _thoughts.Clear();
            }

            _open = null;
            yield return Stop();
        }

        switch (step)
        {
            case ChatStep.Started:
                yield return new ConverseStreamOutput.MessageStart(
                    new MessageStartEvent { Role = ConversationRole.Assistant });
                break;
            case ChatStep.Reasoning reasoning:
                Open(step);
                _thoughts.Append(reasoning.Value);
                yield return Delta(new ContentBlockDelta.ReasoningContent(
                    new ReasoningContentBlockDelta.Text(reasoning.Value)));
                break;
            case ChatStep.Text text:
                Open(step);
                yield return Delta(new ContentBlockDelta.Text(text.Value));
                break;
            case ChatStep.Call { Value: var call }:
                _index++;
                yield return new ConverseStreamOutput.ContentBlockStart(new ContentBlockStartEvent
                {
                    ContentBlockIndex = _index,
                    Start = new ContentBlockStart.ToolUse(new ToolUseBlockStart
                    {
                        ToolUseId = WireIds.ToolUse(),
                        Name = call.Name,
                    }),
                });
                yield return Delta(new ContentBlockDelta.ToolUse(new ToolUseBlockDelta { Input = "" }));
                foreach (var piece in ToolInputPieces.Of(call.Input.GetRawText()))
                {
                    yield return Delta(new ContentBlockDelta.ToolUse(new ToolUseBlockDelta { Input = piece }));
                }

                yield return Stop();
                break;
        }
    }

    private void Open(ChatStep step)
    {
        _index += _open is null ? 1 : 0;
        _open = step.GetType();
    }

    private ConverseStreamOutput Delta(ContentBlockDelta delta) => new ConverseStreamOutput.ContentBlockDelta(
        new ContentBlockDeltaEvent { ContentBlockIndex = _index, Delta = delta });

    private ConverseStreamOutput Stop() =>
        new ConverseStreamOutput.ContentBlockStop(new ContentBlockStopEvent { ContentBlockIndex = _index });
}
