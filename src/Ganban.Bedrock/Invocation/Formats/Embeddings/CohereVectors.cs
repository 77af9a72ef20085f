using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.Embeddings;

/// <summary>Writes Cohere's embeddings: floats, or by the types that were asked for.</summary>
internal static class CohereVectors
{
    /// <summary>The types.</summary>
    public static IReadOnlyList<string> Types { get; } = ["float", "int8", "uint8", "binary", "ubinary"];

    /// <summary>The response body.</summary>
    /// <param name="vectors">The vectors.</param>
    /// <param name="types">The types asked for; none: floats in the classic form.</param>
    /// <param name="texts">The texts as the model read them; null if they are not told.</param>
    /// <param name="images">The images; none if they are not told.</param>
    public static JsonObject Write(
        IReadOnlyList<ReadOnlyMemory<float>> vectors,
        IReadOnlyList<string> types,
        IEnumerable<string>? texts,
        IReadOnlyList<DataContent> images)
    {
        var body = new JsonObject
        {
            ["id"] = Guid.NewGuid().ToString(),
            ["response_type"] = types.Count > 0 ? "embeddings_by_type" : "embeddings_floats",
        };
        if (types.Count == 0)
        {
            body["embeddings"] = All(vectors, "float");
        }
        else
        {
            body["embeddings"] = new JsonObject(
                types.Distinct().Select(type => KeyValuePair.Create(type, (JsonNode?)All(vectors, type))));
        }

        if (texts is not null)
        {
            body["texts"] = new JsonArray([.. texts.Select(text => JsonValue.Create(text))]);
        }

        if (images.Count > 0)
        {
            body["images"] = CohereImages.Write(images);
        }

        return body;
    }

    private static JsonArray All(IEnumerable<ReadOnlyMemory<float>> vectors, string type) => new([.. vectors.Select(
        vector => type == "float" ? Vectors.Floats(vector) : Integers(vector, type))]);

    // Cohere does not tell its steps: here they are 1/127 of the unit vector's greatest possible component, and a bit
    // is set where the component is positive.
    private static JsonArray Integers(ReadOnlyMemory<float> vector, string type)
    {
        var unit = Vectors.Unit(vector).ToArray();
        IEnumerable<int> values = type switch
        {
            "int8" => unit.Select(Step),
            "uint8" => unit.Select(value => Step(value) + 128),
            "ubinary" => unit.Chunk(8).Select(Bits),
            _ => unit.Chunk(8).Select(bits => Bits(bits) - 128),
        };
        return new([.. values.Select(value => JsonValue.Create(value))]);
    }

    private static int Step(float value) => (int)Math.Clamp(MathF.Round(value * 127), -128, 127);

    private static int Bits(float[] eight)
    {
        var bits = 0;
        for (var i = 0; i < eight.Length; i++)
        {
            bits |= eight[i] > 0 ? 0x80 >> i : 0;
        }

        return bits;
    }
}
