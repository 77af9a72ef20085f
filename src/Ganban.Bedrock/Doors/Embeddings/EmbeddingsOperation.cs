using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Embeddings;

/// <summary>Answers OpenAI's embeddings with any model that embeds texts.</summary>
internal sealed class EmbeddingsOperation(DoorModels models, Leniency leniency, NativeInvocation invocation)
    : IDoorOperation
{
    private const int TextsMax = 2048;

    // What each family's own format lets its users choose.
    private static readonly Dictionary<string, int[]> Sizes = new()
    {
        ["titan-embed-text-v2"] = [256, 512, 1024],
        ["titan-embed-multimodal"] = [256, 384, 1024],
        ["cohere-embed-v4"] = [256, 512, 1024, 1536],
        ["nova-embeddings"] = [256, 384, 1024, 3072],
    };

    /// <inheritdoc/>
    public string Name => DoorOperations.Embeddings;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        DoorGuard.Refuse(context);
        var body = request.Json();
        var name = DoorModels.NameIn(body);
        var model = await models.Resolve(name, context, cancellationToken);
        if (!DoorModels.Embeds(model))
        {
            throw DoorErrors.NotEmbedding(name);
        }

        var call = leniency.Read(body, known => Read(known, name, model), context);
        return new DoorAnswer.Whole(await invocation.Embed(call, model, context, cancellationToken));
    }

    private static EmbeddingCall Read(JsonElement body, string name, CatalogModel model)
    {
        var root = new NativeBody(body);
        root.Text("model");
        root.Text("user");
        var isBase64 = root.OneOf("encoding_format", ["float", "base64"]) == "base64";
        var usual = model.EmbeddingDimensions;
        var sizes = Sizes.GetValueOrDefault(model.NativeFormat) ?? (usual is { } only ? [only] : []);
        var dimensions = root.OneOf("dimensions", sizes) ?? usual;
        var texts = Texts(root);
        root.Check();
        return new(texts, dimensions, (vectors, tokens) => new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. vectors.Select((vector, index) => new JsonObject
            {
                ["object"] = "embedding",
                ["index"] = index,
                ["embedding"] = Vector(Vectors.Unit(vector), isBase64),
            })]),
            ["model"] = name,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    private static IReadOnlyList<string> Texts(NativeBody root)
    {
        var input = root.Any("input", required: true);
        if (input is { ValueKind: JsonValueKind.Array } list
            && list.EnumerateArray().Any(item => item.ValueKind is JsonValueKind.Number or JsonValueKind.Array))
        {
            throw InvocationErrors.NotImplemented("tokens in place of texts in the embeddings API");
        }

        var texts = root.TextOrTexts("input", TextsMax);
        if (input is { ValueKind: JsonValueKind.Array } empty && empty.GetArrayLength() == 0)
        {
            root.Complain("input", "expected minimum item count: 1, found: 0");
        }

        return texts;
    }

    // The bytes of the floats, the lowest of each first.
    private static JsonNode Vector(ReadOnlyMemory<float> vector, bool isBase64) => isBase64
        ? JsonValue.Create(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.Span)))
        : Vectors.Floats(vector);
}
