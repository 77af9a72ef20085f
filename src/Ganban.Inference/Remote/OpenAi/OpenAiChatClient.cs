using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>
/// A chat client over an engine that speaks OpenAI's chat completions: vLLM, llama-server, LM Studio, OpenAI. Answers
/// are always streamed from the engine, so that silence is noticed. Safe for concurrent use.
/// </summary>
public sealed class OpenAiChatClient : IChatClient, ITokenCounter
{
    private readonly EngineConnection _connection;
    private readonly TimeProvider _clock;
    private readonly ChatClientMetadata _metadata;

    /// <summary>A client for the engine that <paramref name="options"/> describe.</summary>
    /// <param name="options">Address, model, key and limits.</param>
    /// <param name="clock">The clock of the time-outs; null for the system's.</param>
    public OpenAiChatClient(RemoteEngineOptions options, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        _clock = clock ?? TimeProvider.System;
        _connection = new EngineConnection(options, _clock);
        _metadata = new ChatClientMetadata("openai", options.Url, options.Model);
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
        var body = OpenAiRequest.Chat(messages, options, _connection.Options);
        using var answer = await _connection.Post("/chat/completions", body, cancellationToken);
        var turn = new OpenAiTurn(_connection.Errors, options, _connection.Options.Model, _clock.GetUtcNow());
        await foreach (var data in ServerSentEvents.Read(answer))
        {
            if (turn.Next(data) is { } update)
            {
                yield return update;
            }
        }

        yield return turn.Complete();
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="GetStreamingResponseAsync"/> throws.</remarks>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>
    /// Asks llama-server's way of counting first, then vLLM's; each counts what its own template makes of the
    /// conversation. OpenAI and LM Studio have neither.
    /// </remarks>
    /// <exception cref="UnsupportedContentException">The engine can't count.</exception>
    /// <exception cref="RemoteEngineException">The engine did not answer as it should.</exception>
    public async ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var body = OpenAiRequest.Prompt(messages, options, options?.ModelId ?? _connection.Options.Model);
        return await Count(_connection.Post("/chat/completions/input_tokens", body, cancellationToken), "input_tokens")
            ?? await Count(_connection.PostToRoot("/tokenize", body, cancellationToken), "count")
            ?? throw new UnsupportedContentException(
                "counting tokens: the engine has no address for it", _connection.Options.Model);
    }

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

    private async Task<int?> Count(Task<EngineAnswer> asked, string member)
    {
        try
        {
            using var answer = await asked;
            using var json = await answer.ReadJson();
            return (int?)json.RootElement.Count(member);
        }
        catch (RemoteEngineException e) when (e.StatusCode is 404 or 405 or 501)
        {
            return null;
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw _connection.Errors.Garbled("that is no count of tokens", e);
        }
    }
}
