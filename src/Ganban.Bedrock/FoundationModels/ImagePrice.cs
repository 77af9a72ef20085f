namespace Ganban.Bedrock.FoundationModels;

/// <summary>What one made image costs.</summary>
/// <param name="Resolution">
/// Such as <c>1024x1024</c>, or, by the number of pixels, <c>&lt;=512x512</c> and <c>&gt;512x512</c>; null where one
/// price holds for all.
/// </param>
/// <param name="Quality">Begins with a quality such as <c>premium</c>; null where one price holds for all.</param>
/// <param name="Usd">US dollars per image.</param>
public sealed record ImagePrice(string? Resolution, string? Quality, decimal Usd);
