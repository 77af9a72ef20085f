using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>
/// Why answers end, for engines that tell which length was reached; <see cref="ChatFinishReason.Length"/> leaves that
/// open.
/// </summary>
public static class ChatFinishes
{
    /// <summary>The request's limit of tokens was reached.</summary>
    public static ChatFinishReason MaxTokens { get; } = new("max_tokens");

    /// <summary>The context window was full.</summary>
    public static ChatFinishReason ContextFull { get; } = new("model_context_window_exceeded");
}
