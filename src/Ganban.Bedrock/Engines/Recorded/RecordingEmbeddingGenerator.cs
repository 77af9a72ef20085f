using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>Passes an engine's vectors on and keeps them.</summary>
/// <param name="engine">The engine.</param>
/// <param name="recordings">Where they are kept.</param>
public sealed class RecordingEmbeddingGenerator(
    IEmbeddingGenerator<string, Embedding<float>> engine,
    Recordings recordings) : DelegatingEmbeddingGenerator<string, Embedding<float>>(engine)
{
    /// <inheritdoc/>
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        var result = await base.GenerateAsync(texts, options, cancellationToken);
        var answer = new JsonObject
        {
            ["vectors"] = new JsonArray([.. result.Select(embedding =>
                new JsonArray([.. embedding.Vector.ToArray().Select(number => JsonValue.Create(number))]))]),
            ["inputTokens"] = result.Usage?.InputTokenCount,
        };
        await recordings.Write(RequestKey.Of(texts, options?.Dimensions), answer);
        return result;
    }
}
