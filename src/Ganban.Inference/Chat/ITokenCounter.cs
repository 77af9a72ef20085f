using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>Counts what a conversation costs before it is sent; chat clients offer it through GetService.</summary>
public interface ITokenCounter
{
    /// <summary>The prompt tokens of a conversation with its tools, the opening of the answer included.</summary>
    /// <param name="messages">The conversation.</param>
    /// <param name="options">Its options; tools and instructions count.</param>
    /// <param name="cancellationToken">Ends the counting.</param>
    ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default);
}
