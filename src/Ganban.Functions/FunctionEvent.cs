namespace Ganban.Functions;

/// <summary>What a function is called with.</summary>
/// <param name="Payload">The event, as JSON in UTF-8.</param>
/// <param name="ClientContext">
/// What the caller says of itself, as a JSON object of ASCII characters; null: nothing.
/// </param>
public sealed record FunctionEvent(ReadOnlyMemory<byte> Payload, string? ClientContext = null);
