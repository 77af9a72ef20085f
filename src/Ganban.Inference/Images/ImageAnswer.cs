namespace Ganban.Inference.Images;

/// <summary>The images that were made.</summary>
/// <param name="Images">The images, in the engine's order; at least one.</param>
public sealed record ImageAnswer(IReadOnlyList<MadeImage> Images);
