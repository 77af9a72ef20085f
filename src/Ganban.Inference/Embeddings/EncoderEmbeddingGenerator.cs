using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Encoders;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Embeddings;

/// <summary>
/// Embeddings by an encoder in this process, as unit vectors. A text that is longer than the model's context is
/// refused, not cut. Safe for concurrent use: one request is computed at a time, the next ones wait in order, and more
/// than a bound are refused.
/// </summary>
public sealed class EncoderEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>, ITextTokenCounter
{
    private const int WaitingMax = 256;

    private readonly TextEncoder _encoder;
    private readonly string _prefix;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly SemaphoreSlim _turn = new(1);
    private int _present;

    /// <summary>A generator over a model.</summary>
    /// <param name="encoder">The model; stays the caller's to dispose.</param>
    /// <param name="prefix">
    /// What stands before each text, as some models want it, for example <c>search_document: </c>.
    /// </param>
    /// <exception cref="ModelFileException">The model is a reranker, which gives scores and no vectors.</exception>
    public EncoderEmbeddingGenerator(TextEncoder encoder, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(encoder);
        if (encoder.Pooling is EncoderPooling.Rank)
        {
            throw new ModelFileException(
                $"The model '{encoder.Name ?? "unnamed"}' is a reranker, which gives scores and no embeddings.");
        }

        (_encoder, _prefix) = (encoder, prefix);
        _metadata = new EmbeddingGeneratorMetadata("ganban", providerUri: null, encoder.Name, encoder.Dimensions);
    }

    /// <inheritdoc/>
    /// <exception cref="EmbeddingDimensionsException">
    /// Another number of dimensions than the model's is asked for.
    /// </exception>
    /// <exception cref="PromptTooLongException">A text does not fit in the model's context.</exception>
    /// <exception cref="UnsupportedContentException">A text has no tokens.</exception>
    /// <exception cref="EngineBusyException">Too many requests are waiting.</exception>
    /// <exception cref="EngineFailedException">The file was written to since it was opened.</exception>
    /// <exception cref="EngineClosedException">The model was closed.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != _encoder.Dimensions)
        {
            throw new EmbeddingDimensionsException(dimensions, _encoder.Dimensions);
        }

        var waiting = Interlocked.Increment(ref _present) - 1;
        try
        {
            if (waiting > WaitingMax)
            {
                throw new EngineBusyException(1, WaitingMax);
            }

            await _turn.WaitAsync(cancellationToken);
            try
            {
                return await Task.Run(() => Encode([.. values], cancellationToken), cancellationToken);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<int>> Count(IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        Task.Run<IReadOnlyList<int>>(
            () =>
            {
                var around = _encoder.Tokenize("").Count;
                return [.. texts.Select(text => Math.Max(0, _encoder.Tokenize(text).Count - around))];
            },
            cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType == typeof(TextEncoder) ? _encoder
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Does nothing: the model is the caller's.</summary>
    public void Dispose()
    {
    }

    private GeneratedEmbeddings<Embedding<float>> Encode(
        IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var texts = values.Select(Tokenize).ToList();
        var tokens = texts.Sum(text => (long)text.Count);
        try
        {
            return new GeneratedEmbeddings<Embedding<float>>(
                _encoder.Encode(texts, cancellationToken).Select(ToEmbedding))
            {
                Usage = new UsageDetails { InputTokenCount = tokens, TotalTokenCount = tokens },
            };
        }
        catch (ModelFileException e)
        {
            throw new EngineFailedException(e);
        }
        catch (ObjectDisposedException)
        {
            throw new EngineClosedException(_encoder.Name);
        }
    }

    private IReadOnlyList<int> Tokenize(string value)
    {
        var tokens = _encoder.Tokenize(_prefix + value);
        return tokens.Count == 0 ? throw new UnsupportedContentException("a text without tokens", _encoder.Name)
            : tokens.Count > _encoder.ContextLength
                ? throw new PromptTooLongException(tokens.Count, _encoder.ContextLength)
            : tokens;
    }

    private Embedding<float> ToEmbedding(float[] vector)
    {
        var length = MathF.Sqrt(vector.Sum(number => number * number));
        var unit = length == 0 ? vector : Array.ConvertAll(vector, number => number / length);
        return new Embedding<float>(unit) { ModelId = _encoder.Name };
    }
}
