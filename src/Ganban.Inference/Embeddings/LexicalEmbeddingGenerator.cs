using Microsoft.Extensions.AI;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Embeds text by its words: each feature (stem, piece of a word, pair of Japanese characters …) has a fixed vector of
/// random signs, and a text is the weighted, normalised sum. Texts with words in common are near each other; texts that
/// mean the same in other words are not: it is hashed n-grams, not a neural network. The same text has the same
/// embedding on every machine and in every version of "ganban-lexical-2". A shorter vector is the beginning of a longer
/// one, brought to unit length. Safe for concurrent use.
/// </summary>
public sealed class LexicalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The model's name; it changes when the embeddings do.</summary>
    public const string ModelId = "ganban-lexical-2";

    /// <summary>The dimensions unless others are asked for.</summary>
    public const int DimensionsDefault = 1024;

    private const int DimensionsMin = 256;
    private const int DimensionsMax = 3072;
    private const int TextLengthMax = 1 << 20;

    private readonly EmbeddingGeneratorMetadata _metadata =
        new("ganban", providerUri: null, ModelId, DimensionsDefault);

    /// <inheritdoc/>
    /// <param name="values">The texts, up to a million characters each; one without words gets the zero vector.</param>
    /// <param name="options">The dimensions: a multiple of 64 from 256 to 3072, 1024 by default.</param>
    /// <param name="cancellationToken">Ends the work between two texts.</param>
    /// <exception cref="ArgumentException">The dimensions or a text's length are out of range.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var dimensions = options?.Dimensions ?? DimensionsDefault;
        if (dimensions is < DimensionsMin or > DimensionsMax || dimensions % SignProjection.SignsPerNumber != 0)
        {
            throw new ArgumentException(
                $"{dimensions} dimensions are not supported: "
                + $"ask for a multiple of 64 from {DimensionsMin} to {DimensionsMax}.");
        }

        var embedder = new LexicalEmbedder(dimensions);
        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        var tokens = 0L;
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (value.Length > TextLengthMax)
            {
                throw new ArgumentException($"A text has {value.Length} characters, more than {TextLengthMax}.");
            }

            embeddings.Add(new Embedding<float>(embedder.Embed(value, out var count)) { ModelId = ModelId });
            tokens += count;
        }

        embeddings.Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens };
        return Task.FromResult(embeddings);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: there is nothing to free.</summary>
    public void Dispose()
    {
    }
}
