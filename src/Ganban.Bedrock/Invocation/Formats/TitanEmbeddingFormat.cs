using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>A text to embed, read from a native body.</summary>
/// <param name="Text">The text.</param>
/// <param name="Dimensions">The length of the vector.</param>
/// <param name="Write">Writes the response body for the vector and the text's token count.</param>
internal sealed record EmbeddingCall(string Text, int Dimensions, Func<ReadOnlyMemory<float>, int, JsonObject> Write);

/// <summary>
/// Amazon Titan Text Embeddings: G1 takes the text alone, V2 also dimensions, normalisation and types.
/// </summary>
internal static class TitanEmbeddingFormat
{
    private const int TextLengthMax = 50_000;

    /// <summary>Reads a body of either edition; null if the model speaks another format.</summary>
    public static EmbeddingCall? Read(JsonElement body, CatalogModel model) => model.NativeFormat switch
    {
        "titan-embed-text-g1" => ReadG1(new NativeBody(body), model.EmbeddingDimensions ?? 1536),
        "titan-embed-text-v2" => ReadV2(new NativeBody(body)),
        _ => null,
    };

    private static EmbeddingCall ReadG1(NativeBody root, int dimensions)
    {
        var text = root.RequiredText("inputText", 1, TextLengthMax);
        root.Check();
        return new(text, dimensions, static (vector, tokens) => new JsonObject
        {
            ["embedding"] = Floats(vector),
            ["inputTextTokenCount"] = tokens,
        });
    }

    private static EmbeddingCall ReadV2(NativeBody root)
    {
        var text = root.RequiredText("inputText", 1, TextLengthMax);
        var dimensions = root.Integer("dimensions", 256, 1024) ?? 1024;
        if (dimensions is not (256 or 512 or 1024))
        {
            root.Complain("dimensions", $"{dimensions} is not a valid enum value");
        }

        var normalize = root.Boolean("normalize") ?? true;
        var types = root.Texts("embeddingTypes");
        for (var i = 0; i < types.Count; i++)
        {
            if (types[i] is not ("float" or "binary"))
            {
                root.Complain($"embeddingTypes/{i}", $"{types[i]} is not a valid enum value");
            }
        }

        root.Check();
        return new(text, dimensions, (given, tokens) =>
        {
            var vector = normalize ? Unit(given) : given;
            var byType = new JsonObject();
            if (types.Count == 0 || types.Contains("float"))
            {
                byType["float"] = Floats(vector);
            }

            if (types.Contains("binary"))
            {
                byType["binary"] = new JsonArray(
                    [.. vector.ToArray().Select(value => JsonValue.Create(value > 0 ? 1 : 0))]);
            }

            return new JsonObject
            {
                ["embedding"] = Floats(vector),
                ["embeddingsByType"] = byType,
                ["inputTextTokenCount"] = tokens,
            };
        });
    }

    private static ReadOnlyMemory<float> Unit(ReadOnlyMemory<float> vector)
    {
        var squares = 0.0;
        foreach (var value in vector.Span)
        {
            squares += (double)value * value;
        }

        return squares == 0 || Math.Abs(squares - 1) < 1e-5
            ? vector
            : vector.ToArray().Select(value => (float)(value / Math.Sqrt(squares))).ToArray();
    }

    private static JsonArray Floats(ReadOnlyMemory<float> vector) =>
        new([.. vector.ToArray().Select(value => JsonValue.Create(value))]);
}
