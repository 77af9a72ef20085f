using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>
/// Embeddings by an engine that speaks OpenAI's API: vLLM, llama-server, LM Studio, OpenAI. Of images by one that takes
/// messages in place of input, as vLLM does. Safe for concurrent use.
/// </summary>
public sealed class OpenAiEmbeddingGenerator
    : IEmbeddingGenerator<string, Embedding<float>>, IEmbeddingGenerator<DataContent, Embedding<float>>
{
    private readonly EngineConnection _connection;
    private readonly EmbeddingExchange _exchange;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>A generator for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, model, key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public OpenAiEmbeddingGenerator(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _connection = new EngineConnection(options, clock ?? TimeProvider.System);
        _exchange = new EmbeddingExchange(
            _connection, "/embeddings", Vectors, static json => json.Find("usage")?.Count("prompt_tokens"));
        _metadata = new EmbeddingGeneratorMetadata("openai", options.Url, options.Model);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Dimensions are asked for where the engine takes them; in any case the answer is checked to have them.
    /// </remarks>
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
            () => new JsonObject { ["encoding_format"] = "float", ["input"] = EmbeddingExchange.Input(texts) },
            cancellationToken);
    }

    /// <summary>One vector an image, each by a request of its own.</summary>
    /// <exception cref="RemoteEngineException">The engine did not answer as it should.</exception>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<DataContent> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        var all = new GeneratedEmbeddings<Embedding<float>> { Usage = new UsageDetails { InputTokenCount = 0 } };
        foreach (var image in values)
        {
            var one = await _exchange.Generate(1, options, () => Asking(image), cancellationToken);
            all.AddRange(one);
            all.Usage!.InputTokenCount += one.Usage?.InputTokenCount ?? 0;
        }

        return all;
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

    private static JsonObject Asking(DataContent image) => new()
    {
        ["encoding_format"] = "float",
        ["messages"] = new JsonArray(new JsonObject
        {
            ["role"] = "user",
            ["content"] = new JsonArray(new JsonObject
            {
                ["type"] = "image_url",
                ["image_url"] = new JsonObject { ["url"] = image.Uri },
            }),
        }),
    };

    private static IEnumerable<JsonElement> Vectors(JsonElement json) => json.List("data")
        .Select((item, place) => (Place: item.Count("index") ?? place, Item: item))
        .OrderBy(entry => entry.Place)
        .Select(entry => entry.Item.Find("embedding") ?? throw new FormatException("An embedding is missing."));
}
