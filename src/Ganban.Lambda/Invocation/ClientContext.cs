using System.Text.Json;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;

namespace Ganban.Lambda.Invocation;

/// <summary>What a caller says of itself: a JSON object in Base64, in a header.</summary>
internal static class ClientContext
{
    private const string Header = "X-Amz-Client-Context";
    private const int CharactersMax = 3583;
    private const int EscapedCharactersMax = 15_000; // Node takes 16 KiB of headers.

    /// <summary>The object, with escapes in place of what is not ASCII; null where there is none.</summary>
    public static string? Read(LambdaRequest request)
    {
        if (request.Header(Header) is not { Length: > 0 } text)
        {
            return null;
        }

        var bytes = new byte[CharactersMax];
        if (text.Length > CharactersMax || !Convert.TryFromBase64String(text, bytes, out var count))
        {
            throw LambdaErrors.BadClientContext();
        }

        try
        {
            var read = JsonSerializer.Deserialize<JsonElement>(bytes.AsSpan(0, count));
            return read.ValueKind == JsonValueKind.Object
                && JsonSerializer.Serialize(read) is { Length: <= EscapedCharactersMax } escaped
                    ? escaped
                    : throw LambdaErrors.BadClientContext();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // An unpaired surrogate passes as JSON and fails when it is read.
            throw LambdaErrors.BadClientContext();
        }
    }
}
