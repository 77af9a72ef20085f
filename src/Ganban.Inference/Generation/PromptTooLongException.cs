namespace Ganban.Inference.Generation;

/// <summary>A prompt has more tokens than the model's context window, or than its memory for keys and values.</summary>
public sealed class PromptTooLongException : Exception
{
    /// <summary>Creates the exception for a prompt beyond the context window.</summary>
    /// <param name="promptTokens">Tokens in the prompt.</param>
    /// <param name="contextLength">Tokens that the window holds.</param>
    public PromptTooLongException(int promptTokens, int contextLength)
        : this(promptTokens, contextLength, "model's context window", "Shorten the prompt.")
    {
    }

    private PromptTooLongException(int promptTokens, int contextLength, string holder, string advice)
        : base($"The prompt has {promptTokens} tokens, but the {holder} holds {contextLength}. {advice}")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens in the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that the context window, or the memory, holds.</summary>
    public int ContextLength { get; }

    /// <summary>The exception for a prompt that fits in the window, but never in the memory.</summary>
    /// <param name="promptTokens">Tokens in the prompt.</param>
    /// <param name="tokens">Tokens that the memory holds.</param>
    internal static PromptTooLongException ForMemory(int promptTokens, int tokens) => new(
        promptTokens,
        tokens,
        "memory for keys and values",
        "Shorten the prompt, or give the model more memory (KvBytesMax).");
}
