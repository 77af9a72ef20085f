using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Several engines with the same model as one: the next is asked when one fails. The result tells which answered
/// (<see cref="EngineUsed"/>).
/// </summary>
/// <param name="order">The engines.</param>
/// <param name="of">What each makes embeddings with.</param>
/// <param name="watch">Learns when one stands in for another; null for nobody.</param>
internal sealed class FallbackEmbeddings<TInput>(
    EngineOrder order, Func<EmbeddingEngine, IEmbeddingGenerator<TInput, Embedding<float>>> of, EngineWatch? watch)
    : IEmbeddingGenerator<TInput, Embedding<float>>
{
    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<TInput> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var inputs = values.ToList();
        var (answer, used) = await order.Ask(
            engine => of(engine.Embedding!).GenerateAsync(inputs, options, cancellationToken),
            engine => engine.Embedding!.Name,
            watch);
        answer.AdditionalProperties ??= [];
        answer.AdditionalProperties[EngineUsed.Key] = used;
        return answer;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        of(order.Engines[0].Embedding!).GetService(serviceType, serviceKey);

    /// <summary>Does nothing: the engines belong to the configuration.</summary>
    public void Dispose()
    {
    }
}
