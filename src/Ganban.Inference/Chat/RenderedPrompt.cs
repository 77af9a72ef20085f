namespace Ganban.Inference.Chat;

/// <summary>A prompt as the model reads it.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="OpensReasoning">True when it ends with the beginning of the model's reasoning.</param>
/// <param name="Images">The pictures whose places are among the tokens, in order.</param>
internal sealed record RenderedPrompt(
    IReadOnlyList<int> Tokens, bool OpensReasoning, IReadOnlyList<PromptImage> Images);
