using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.AsyncInvocation;

/// <summary>
/// The asynchronous body of Amazon Nova Multimodal Embeddings: a text that is cut into segments, each with an embedding
/// of its own. The engines embed text alone.
/// </summary>
/// <param name="Purpose">What the embeddings are for.</param>
/// <param name="Dimensions">Their length.</param>
/// <param name="TruncationMode">What of a segment may be left out.</param>
/// <param name="Text">The text; null where it is an object in S3.</param>
/// <param name="Source">The object that holds the text.</param>
/// <param name="SegmentCharactersMax">The longest segment.</param>
internal sealed record SegmentedEmbedding(
    string Purpose,
    int Dimensions,
    string TruncationMode,
    string? Text,
    ObjectAddress? Source,
    int SegmentCharactersMax)
{
    /// <summary>The model's format in the catalog.</summary>
    public const string FormatName = "nova-embeddings";

    private const int DimensionsDefault = 3072;
    private const int TextCharactersMax = 8192;
    private const int SegmentCharactersDefault = 32_000;

    /// <summary>Reads a body.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">It breaks the format's rules.</exception>
    public static SegmentedEmbedding Read(JsonElement body, CatalogModel model, Tenant tenant)
    {
        if (!FreeJson.IsSound(body))
        {
            throw InvocationErrors.MalformedBody();
        }

        var root = new NativeBody(body);
        root.OneOf("schemaVersion", ["nova-multimodal-embed-v1"]);
        root.OneOf("taskType", ["SEGMENTED_EMBEDDING"], required: true);
        var read = new SegmentedEmbedding(
            "", model.EmbeddingDimensions ?? DimensionsDefault, "", null, null, SegmentCharactersDefault);
        if (root.Object("segmentedEmbeddingParams", required: true) is { } parameters)
        {
            read = read with
            {
                Purpose = parameters.OneOf("embeddingPurpose", NovaEmbeddingFormat.Purposes, required: true) ?? "",
                Dimensions = parameters.OneOf("embeddingDimension", NovaEmbeddingFormat.Dimensions) ?? read.Dimensions,
            };
            NovaEmbeddingFormat.RefuseMedia(parameters);
            read = ReadText(parameters, read, tenant);
            parameters.RefuseOthers();
        }

        root.Check();
        return read;
    }

    /// <summary>The body of InvokeModel for one segment.</summary>
    public byte[] BodyOf(string segment) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["taskType"] = "SINGLE_EMBEDDING",
        ["singleEmbeddingParams"] = new JsonObject
        {
            ["embeddingPurpose"] = Purpose,
            ["embeddingDimension"] = Dimensions,
            ["text"] = new JsonObject { ["truncationMode"] = TruncationMode, ["value"] = segment },
        },
    });

    private static SegmentedEmbedding ReadText(NativeBody parameters, SegmentedEmbedding read, Tenant tenant)
    {
        if (parameters.Object("text", required: true) is not { } text)
        {
            return read;
        }

        var value = text.Any("value") is null ? null : text.RequiredText("value", 1, TextCharactersMax);
        var source = text.Object("source");
        if ((value is null) == (source is null))
        {
            text.Complain("value", "exactly one of value and source must be present");
        }

        read = read with
        {
            TruncationMode = text.OneOf("truncationMode", ["START", "END", "NONE"], required: true) ?? "",
            Text = value,
            Source = source is null ? null : ReadSource(source, tenant),
        };
        if (text.Object("segmentationConfig", required: true) is { } segmentation)
        {
            var max = segmentation.Integer("maxLengthChars", 800, 50_000) ?? SegmentCharactersDefault;
            read = read with { SegmentCharactersMax = max };
            segmentation.RefuseOthers();
        }

        text.RefuseOthers();
        return read;
    }

    private static ObjectAddress? ReadSource(NativeBody source, Tenant tenant)
    {
        ObjectAddress? found = null;
        if (source.Object("s3Location", required: true) is { } location)
        {
            var uri = location.RequiredText("uri");
            if (ObjectAddress.TryParse(tenant.Account, uri, out var address) && address.Key.Length > 0)
            {
                found = address;
            }
            else
            {
                location.Complain("uri", $"{uri} is not the address of an object in S3");
            }

            if (location.Text("bucketOwner") is { } owner && owner != tenant.Account)
            {
                location.Complain("bucketOwner", "buckets of other accounts can't be read");
            }

            location.RefuseOthers();
        }

        source.RefuseOthers();
        return found;
    }
}
