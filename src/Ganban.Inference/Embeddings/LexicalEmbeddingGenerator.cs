using System.Text;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Embeds text by its words: each feature (stem, piece of a word, pair of Japanese characters …) has a fixed vector of
/// random signs that is a function of its hash, and a text is the weighted, normalised sum (Achlioptas 2003, random
/// projection with ±1). Texts with words in common are near each other; texts that mean the same in other words are
/// not: it is a lexical embedding, not a semantic one. It needs no weights, and the same text has the same embedding on
/// every machine and in every version of "ganban-lexical-1". Safe for concurrent use.
/// </summary>
public sealed class LexicalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The model's name; it changes when the embeddings do.</summary>
    public const string ModelId = "ganban-lexical-1";

    /// <summary>The dimensions unless others are asked for.</summary>
    public const int DimensionsDefault = 1024;

    private const int DimensionsMin = 256;
    private const int DimensionsMax = 3072;
    private const int TextLengthMax = 1 << 20;
    private const float Saturation = 1.2f;

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
        if (dimensions is < DimensionsMin or > DimensionsMax || dimensions % 64 != 0)
        {
            throw new ArgumentException(
                $"{dimensions} dimensions are not supported: "
                + $"ask for a multiple of 64 from {DimensionsMin} to {DimensionsMax}.");
        }

        var embeddings = new GeneratedEmbeddings<Embedding<float>>();
        var tokens = 0L;
        foreach (var value in values)
        {
            cancellationToken.ThrowIfCancellationRequested();
            embeddings.Add(new Embedding<float>(Embed(value, dimensions, out var count)) { ModelId = ModelId });
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

    private static float[] Embed(string text, int dimensions, out int tokens)
    {
        if (text.Length > TextLengthMax)
        {
            throw new ArgumentException($"A text has {text.Length} characters, more than {TextLengthMax}.");
        }

        // Ordered, so that features are added, and rounded, in the order in which they first occur.
        var counts = new OrderedDictionary<string, (int Count, float Weight)>(StringComparer.Ordinal);
        tokens = 0;
        foreach (var feature in LexicalFeatures.Of(TextFolding.Fold(text)))
        {
            counts[feature.Text] = (counts.GetValueOrDefault(feature.Text).Count + 1, feature.Weight);
            tokens += feature.IsToken ? 1 : 0;
        }

        var sum = new double[dimensions];
        foreach (var (feature, (count, weight)) in counts)
        {
            AddSigns(sum, Hash(feature), weight * count / (count + Saturation));
        }

        var length = Math.Sqrt(sum.Sum(x => x * x));
        return Array.ConvertAll(sum, x => length > 0 ? (float)(x / length) : 0f);
    }

    /// <summary>
    /// Adds ±<paramref name="weight"/> to each dimension, 64 signs from each number of a SplitMix64 sequence.
    /// </summary>
    private static void AddSigns(double[] sum, ulong state, double weight)
    {
        for (var start = 0; start < sum.Length; start += 64)
        {
            state += 0x9E3779B97F4A7C15;
            var bits = state;
            bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
            bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
            bits ^= bits >> 31;
            for (var i = 0; i < 64; i++)
            {
                sum[start + i] += ((bits >> i) & 1) == 0 ? weight : -weight;
            }
        }
    }

    /// <summary>FNV-1a with 64 bits over the feature's UTF-8.</summary>
    private static ulong Hash(string feature)
    {
        var hash = 0xCBF29CE484222325;
        foreach (var value in Encoding.UTF8.GetBytes(feature))
        {
            hash = (hash ^ value) * 0x100000001B3;
        }

        return hash;
    }
}
