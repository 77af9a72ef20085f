using System.Runtime.CompilerServices;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.Ollama;

/// <summary>
/// A chat client over Ollama's own API. It has no way to demand a tool call and none to count tokens, so this client
/// refuses the one and offers no counter. Safe for concurrent use.
/// </summary>
public sealed class OllamaChatClient : IChatClient
{
    private readonly EngineConnection _connection;
    private readonly TimeProvider _clock;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, model, key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public OllamaChatClient(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock ?? TimeProvider.System;
        _connection = new EngineConnection(options, _clock);
        _metadata = new ChatClientMetadata("ollama", options.Url, options.Model);
    }

    /// <inheritdoc/>
    /// <exception cref="UnsupportedContentException">Something has no place in the API.</exception>
    /// <exception cref="RemoteEngineException">The engine did not answer as it should.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var body = OllamaRequest.Chat(messages, options, _connection.Options);
        using var answer = await _connection.Post("/api/chat", body, cancellationToken);
        var turn = new OllamaTurn(_connection.Errors, _connection.Options.Model, _clock.GetUtcNow());
        var lines = new LineReader(answer);
        while (!turn.IsDone && await lines.Next() is { } line)
        {
            if (line.Length > 0 && turn.Next(line) is { } update)
            {
                yield return update;
            }
        }

        turn.Complete();
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="GetStreamingResponseAsync"/> throws.</remarks>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(ChatClientMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose() => _connection.Dispose();
}
