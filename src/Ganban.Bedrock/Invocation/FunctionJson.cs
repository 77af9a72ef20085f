using System.Text.Json;
using Ganban.Functions;

namespace Ganban.Bedrock.Invocation;

/// <summary>Reads what functions answer, errors too.</summary>
internal static class FunctionJson
{
    /// <summary>The answer as a sound value.</summary>
    /// <exception cref="JsonException">It is none; the message says what it is, as of "it".</exception>
    public static JsonElement Read(FunctionAnswer answer)
    {
        using var document = Parse(answer);
        return FreeJson.IsSound(document.RootElement)
            ? document.RootElement.Clone()
            : throw new JsonException(
                $"it has more than {FreeJson.DepthMax} levels, text that is not Unicode, or an object that names a member twice.");
    }

    private static JsonDocument Parse(FunctionAnswer answer)
    {
        try
        {
            return JsonText.Parse(answer.Payload);
        }
        catch (JsonException e)
        {
            throw new JsonException("it is not JSON: " + e.Message, e);
        }
    }
}
