using System.Text;

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

    private const int ComplaintCharactersMax = 2000;

    /// <summary>
    /// What an error object says: its message, or its type where the message is empty; else the beginning of all of it.
    /// </summary>
    public string Complaint
    {
        get
        {
            var text = JsonText.Text(Payload, "errorMessage", "errorType") ?? Encoding.UTF8.GetString(Payload.Span);
            return text[..Math.Min(text.Length, ComplaintCharactersMax)];
        }
    }
}
