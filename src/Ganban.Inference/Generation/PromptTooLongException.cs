namespace Ganban.Inference.Generation;

/// <summary>A prompt has more tokens than the model's context window.</summary>
public sealed class PromptTooLongException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="promptTokens">Tokens in the prompt.</param>
    /// <param name="contextLength">Tokens that the window holds.</param>
    public PromptTooLongException(int promptTokens, int contextLength)
        : base($"The prompt has {promptTokens} tokens, but the model's context window holds {contextLength}. "
            + "Shorten the prompt.")
    {
        PromptTokens = promptTokens;
        ContextLength = contextLength;
    }

    /// <summary>Tokens in the prompt.</summary>
    public int PromptTokens { get; }

    /// <summary>Tokens that the context window holds.</summary>
    public int ContextLength { get; }
}
