using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Several engines with the same model as one: the next is asked when one fails. The result tells which answered
/// (<see cref="EngineUsed"/>).
/// </summary>
internal sealed class FallbackEmbeddings(EngineOrder order, EngineWatch? watch)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var texts = values.ToList();
        var (answer, used) = await order.Ask(
            engine => engine.Embedding!.Generator.GenerateAsync(texts, options, cancellationToken),
            engine => engine.Embedding!.Name,
            watch);
        answer.AdditionalProperties ??= [];
        answer.AdditionalProperties[EngineUsed.Key] = used;
        return answer;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        order.Engines[0].Embedding!.Generator.GetService(serviceType, serviceKey);

    /// <summary>Does nothing: the engines belong to the configuration.</summary>
    public void Dispose()
    {
    }
}
