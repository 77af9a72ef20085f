using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>An engine that gives the vectors which another one once gave. Safe for concurrent use.</summary>
/// <param name="name">The engine's name.</param>
/// <param name="recordings">What was recorded.</param>
public sealed class ReplayEmbeddingGenerator(string name, Recordings recordings)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    /// <exception cref="Ganban.Contracts.ModelledException">The texts were not recorded.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        var key = RequestKey.Of(texts, options?.Dimensions);
        try
        {
            var recording = await recordings.Read(key, cancellationToken)
                ?? throw ReplayErrors.NotRecorded(name, key, $"{texts.Count} texts to embed");
            var tokens = recording.GetProperty("inputTokens");
            return new GeneratedEmbeddings<Embedding<float>>(
                recording.GetProperty("vectors").EnumerateArray().Select(Vector))
            {
                Usage = tokens.ValueKind == JsonValueKind.Number
                    ? new UsageDetails { InputTokenCount = tokens.GetInt64() }
                    : null,
            };
        }
        catch (Exception e) when (ReplayErrors.IsMisread(e))
        {
            throw ReplayErrors.Broken(name, key, e);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing.</summary>
    public void Dispose()
    {
    }

    private static Embedding<float> Vector(JsonElement json) =>
        new(json.EnumerateArray().Select(number => number.GetSingle()).ToArray());
}
