using System.Text.Json;

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

    /// <summary>What an error object says: its message, or its type where the message is empty; else all of it.</summary>
    public string Complaint
    {
        get
        {
            if (!JsonText.IsJson(Payload.Span))
            {
                return Error ?? "";
            }

            using var document = JsonText.Parse(Payload);
            return Text(document.RootElement, "errorMessage")
                ?? Text(document.RootElement, "errorType")
                ?? document.RootElement.GetRawText();
        }
    }

    private static string? Text(JsonElement error, string member) =>
        error.ValueKind == JsonValueKind.Object
        && error.TryGetProperty(member, out var value)
        && value.ToString() is { Length: > 0 } text
            ? text
            : null;
}
