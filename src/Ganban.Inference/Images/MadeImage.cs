namespace Ganban.Inference.Images;

/// <summary>An image that was made.</summary>
/// <param name="Base64">The file in base64.</param>
/// <param name="Seed">The seed that makes it again; null if the engine tells none.</param>
public sealed record MadeImage(string Base64, long? Seed);
