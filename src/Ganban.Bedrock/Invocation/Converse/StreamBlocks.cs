using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>
/// Turns steps into the events up to the last content block: text blocks begin with their first delta, tool calls have
/// a start of their own; every block gets a stop.
/// </summary>
internal sealed class StreamBlocks
{
    private int _index = -1;
    private bool _inText;

    public IEnumerable<ConverseStreamOutput> Add(ChatStep step)
    {
        if (_inText && step is not ChatStep.Text)
        {
            _inText = false;
            yield return Stop();
        }

        switch (step)
        {
            case ChatStep.Started:
                yield return new ConverseStreamOutput.MessageStart(
                    new MessageStartEvent { Role = ConversationRole.Assistant });
                break;
            case ChatStep.Text text:
                if (!_inText)
                {
                    _inText = true;
                    _index++;
                }

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
                yield return Delta(
                    new ContentBlockDelta.ToolUse(new ToolUseBlockDelta { Input = call.Input.GetRawText() }));
                yield return Stop();
                break;
        }
    }

    private ConverseStreamOutput Delta(ContentBlockDelta delta) => new ConverseStreamOutput.ContentBlockDelta(
        new ContentBlockDeltaEvent { ContentBlockIndex = _index, Delta = delta });

    private ConverseStreamOutput Stop() =>
        new ConverseStreamOutput.ContentBlockStop(new ContentBlockStopEvent { ContentBlockIndex = _index });
}
