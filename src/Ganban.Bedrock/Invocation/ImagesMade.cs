namespace Ganban.Bedrock.Invocation;

/// <summary>The images of an answer, as far as prices ask for them.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Width">Pixels in a row; null where the request leaves it open.</param>
/// <param name="Height">Rows; null where the request leaves them open.</param>
/// <param name="Quality">The quality that was asked for; null where the model has none.</param>
internal sealed record ImagesMade(int Count, int? Width, int? Height, string? Quality);
