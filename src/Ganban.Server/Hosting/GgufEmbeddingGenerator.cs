using Ganban.Inference.Embeddings;
using Ganban.Inference.Models.Encoders;
using Microsoft.Extensions.AI;

namespace Ganban.Server.Hosting;

/// <summary>
/// Embeddings by an encoder's GGUF file that is open as long as requests need it. Safe for concurrent use.
/// </summary>
/// <param name="name">What answers, for whoever asks.</param>
/// <param name="model">The file.</param>
internal sealed class GgufEmbeddingGenerator(string name, EngineModel<TextEncoder, EncoderEmbeddingGenerator> model)
    : IEmbeddingGenerator<string, Embedding<float>>, ITextTokenCounter
{
    private readonly EmbeddingGeneratorMetadata _metadata = new("ganban", providerUri: null, name);

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="EncoderEmbeddingGenerator"/> throws.</remarks>
    /// <exception cref="Ganban.Bedrock.Engines.EngineNotOpenException">The file can't be opened.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var (lease, generator) = await model.OpenForRequest(cancellationToken);
        using (lease)
        {
            try
            {
                return await generator.GenerateAsync(values, options, cancellationToken);
            }
            catch (Exception e)
            {
                model.Note(e);
                throw;
            }
        }
    }

    /// <inheritdoc/>
    /// <exception cref="Ganban.Bedrock.Engines.EngineNotOpenException">The file can't be opened.</exception>
    public async Task<IReadOnlyList<int>> Count(IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        var (lease, generator) = await model.OpenForRequest(cancellationToken);
        using (lease)
        {
            return await generator.Count(texts, cancellationToken);
        }
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

    /// <summary>Does nothing: the model is the pool's.</summary>
    public void Dispose()
    {
    }
}
