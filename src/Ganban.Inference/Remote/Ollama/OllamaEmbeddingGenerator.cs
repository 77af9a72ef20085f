using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.Ollama;

/// <summary>Embeddings by Ollama's own API. Safe for concurrent use.</summary>
public sealed class OllamaEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly EngineConnection _connection;
    private readonly EmbeddingExchange _exchange;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>A generator for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, model, key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public OllamaEmbeddingGenerator(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
        _exchange = new EmbeddingExchange(
            _connection,
            "/api/embed",
            static json => json.List("embeddings"),
            static json => json.Count("prompt_eval_count"));
        _metadata = new EmbeddingGeneratorMetadata("ollama", options.Url, options.Model);
    }

    /// <inheritdoc/>
    /// <remarks>A text that is too long is refused and not cut.</remarks>
    /// <exception cref="RemoteEngineException">The engine did not answer as it should.</exception>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var texts = values.ToList();
        return _exchange.Generate(
            texts.Count,
            options,
            () => new JsonObject { ["truncate"] = false, ["input"] = EmbeddingExchange.Input(texts) },
            cancellationToken);
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

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();
}
