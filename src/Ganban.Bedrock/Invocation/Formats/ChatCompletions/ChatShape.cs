namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>How a family writes what all chat completions have in common.</summary>
internal sealed record ChatShape
{
    /// <summary>OpenAI's own, with all members.</summary>
    public static ChatShape OpenAi { get; } = new();

    /// <summary>OpenAI's own at a front door: without the counts that end InvokeModel's streams.</summary>
    public static ChatShape Door { get; } = new()
    {
        HasMetrics = false,
        Reasoning = "reasoning_content",
        TellsCachedTokens = true,
    };

    /// <summary>Writer's answers to a prompt: OpenAI's object, with texts in place of messages.</summary>
    public static ChatShape Text { get; } = new() { IsText = true };

    /// <summary>AI21's: an id and the usage around the choices, the usage in streams too.</summary>
    public static ChatShape Jamba { get; } = new()
    {
        IsNamed = false,
        HasUsageInStream = true,
        HasNullCalls = true,
        OpensWithRoleAlone = true,
    };

    /// <summary>Mistral's first: the choices alone, and pieces of a stream called messages.</summary>
    public static ChatShape Mistral { get; } = new()
    {
        IsNamed = false,
        HasUsage = false,
        Reason = "stop_reason",
        Piece = "message",
        HasCallType = false,
        EmptyContent = "",
    };

    /// <summary>Whether a choice is a <c>text</c> and no message.</summary>
    public bool IsText { get; init; }

    /// <summary>Whether <c>object</c>, <c>created</c> and <c>model</c> stand beside the choices.</summary>
    public bool IsNamed { get; init; } = true;

    /// <summary>Whether <c>id</c> and <c>usage</c> stand beside the choices.</summary>
    public bool HasUsage { get; init; } = true;

    /// <summary>Whether the last chunk of a stream tells the usage.</summary>
    public bool HasUsageInStream { get; init; }

    /// <summary>Whether the last chunk of a stream holds the invocation metrics.</summary>
    public bool HasMetrics { get; init; } = true;

    /// <summary>Whether the usage tells how many tokens of the prompt came out of the cache.</summary>
    public bool TellsCachedTokens { get; init; }

    /// <summary>The member that holds what the model thought.</summary>
    public string Reasoning { get; init; } = "reasoning";

    /// <summary>The member that tells why the answer ended.</summary>
    public string Reason { get; init; } = "finish_reason";

    /// <summary>The member of a chunk that holds its piece of the message.</summary>
    public string Piece { get; init; } = "delta";

    /// <summary>Whether a tool call tells its type.</summary>
    public bool HasCallType { get; init; } = true;

    /// <summary>Whether a message without tool calls says so with null.</summary>
    public bool HasNullCalls { get; init; }

    /// <summary>Whether the first chunk of a stream has the role and no content.</summary>
    public bool OpensWithRoleAlone { get; init; }

    /// <summary>The content of a message that only calls tools.</summary>
    public string? EmptyContent { get; init; }
}
