using System.Text.Json;

namespace Ganban.Bedrock.PassThrough;

/// <summary>
/// Finds the most tokens that a body asks for, by the names that Converse and the models' formats give it.
/// </summary>
internal static class PassedLimit
{
    private static readonly string[] Names =
        ["max_tokens", "maxTokens", "max_tokens_to_sample", "max_gen_len", "max_completion_tokens", "maxTokenCount"];

    private static readonly string[] Places = ["inferenceConfig", "textGenerationConfig"];

    /// <summary>The limit; null where the body has none.</summary>
    public static int? OutputTokens(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Find(json.RootElement) : null;
        }
        catch (JsonException)
        {
            return null; // Amazon Bedrock says what is wrong with it.
        }
    }

    private static int? Find(JsonElement body)
    {
        foreach (var place in Places.Append(null))
        {
            var json = place is null ? body : body.TryGetProperty(place, out var inner) ? inner : default;
            foreach (var name in Names)
            {
                if (json.ValueKind == JsonValueKind.Object
                    && json.TryGetProperty(name, out var value)
                    && value.ValueKind == JsonValueKind.Number
                    && value.TryGetInt32(out var limit)
                    && limit >= 0)
                {
                    return limit;
                }
            }
        }

        return null;
    }
}
