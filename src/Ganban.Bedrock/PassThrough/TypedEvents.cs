using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.PassThrough;

/// <summary>Reads events of ConverseStream that came from another server.</summary>
internal static class TypedEvents
{
    /// <summary>The event; null for one that is not known, or is not what its name says.</summary>
    public static ConverseStreamOutput? Of(PassedEvent item)
    {
        try
        {
            return item.EventType switch
            {
                "contentBlockStart" when Read<ContentBlockStartEvent>(item) is { } start =>
                    new ConverseStreamOutput.ContentBlockStart(start),
                "contentBlockDelta" when Read<ContentBlockDeltaEvent>(item) is { } delta =>
                    new ConverseStreamOutput.ContentBlockDelta(delta),
                "contentBlockStop" when Read<ContentBlockStopEvent>(item) is { } end =>
                    new ConverseStreamOutput.ContentBlockStop(end),
                "messageStop" when Read<MessageStopEvent>(item) is { } stop =>
                    new ConverseStreamOutput.MessageStop(stop),
                "metadata" when Read<ConverseStreamMetadataEvent>(item)
                    is { Usage: not null, Metrics: not null } data =>
                    new ConverseStreamOutput.Metadata(data),
                _ => null,
            };
        }
        catch (MalformedRequestException)
        {
            return null;
        }
    }

    private static T? Read<T>(PassedEvent item)
        where T : class, IShape<T> => ShapeReader.Parse<T>(item.Payload.Span, new ReadProblems());
}
