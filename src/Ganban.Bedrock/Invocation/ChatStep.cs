namespace Ganban.Bedrock.Invocation;

/// <summary>A step of an answer under way.</summary>
public abstract record ChatStep
{
    private ChatStep()
    {
    }

    /// <summary>More text.</summary>
    public sealed record Text(string Value) : ChatStep;

    /// <summary>A whole tool call.</summary>
    public sealed record Call(ToolCall Value) : ChatStep;

    /// <summary>The end; always the last step.</summary>
    public sealed record Finished(ChatAnswer Answer) : ChatStep;
}
