namespace Ganban.Bedrock.FoundationModels;

/// <summary>What one made image costs.</summary>
/// <param name="Resolution">Such as <c>1024x1024</c>; null where one price holds for all.</param>
/// <param name="Quality">Such as <c>premium</c>; null where one price holds for all.</param>
/// <param name="Usd">US dollars per image.</param>
public sealed record ImagePrice(string? Resolution, string? Quality, decimal Usd);
