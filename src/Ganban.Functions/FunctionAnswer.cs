namespace Ganban.Functions;

/// <summary>What a function answered.</summary>
/// <param name="Payload">
/// Its answer, or its error object with <c>errorMessage</c> and <c>errorType</c>, as JSON in UTF-8.
/// </param>
/// <param name="Error">Null after success, or <c>Unhandled</c>: the payload is an error object then.</param>
public sealed record FunctionAnswer(ReadOnlyMemory<byte> Payload, string? Error = null)
{
    /// <summary>The <see cref="Error"/> of a function that failed.</summary>
    public const string Unhandled = "Unhandled";
}
