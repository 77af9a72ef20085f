using Ganban.Inference.Models.Encoders;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Embeddings by an encoder in this process, as unit vectors. A text that is longer than the model's context is
/// refused, not cut. Safe for concurrent use.
/// </summary>
/// <param name="encoder">The model; stays the caller's to dispose.</param>
public sealed class EncoderEmbeddingGenerator(TextEncoder encoder) : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EmbeddingGeneratorMetadata _metadata =
        new("ganban", providerUri: null, encoder.Name, encoder.Dimensions);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// Another number of dimensions than the model's is asked for, or a text does not fit in its context.
    /// </exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != encoder.Dimensions)
        {
            throw new ArgumentException(
                $"The model gives vectors of {encoder.Dimensions} dimensions; {dimensions} were asked for.",
                nameof(options));
        }

        var texts = values.Select(encoder.Tokenize).ToList();
        var vectors = await Task.Run(() => encoder.Encode(texts, cancellationToken), cancellationToken);
        var tokens = texts.Sum(text => (long)text.Count);
        return new GeneratedEmbeddings<Embedding<float>>(vectors.Select(ToEmbedding))
        {
            Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
        };
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(TextEncoder) ? encoder
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the model is the caller's.</summary>
    public void Dispose()
    {
    }

    private Embedding<float> ToEmbedding(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(number => number * number));
        var unit = length == 0 ? vector : Array.ConvertAll(vector, number => number / length);
        return new Embedding<float>(unit) { ModelId = encoder.Name };
    }
}
