using System.Runtime.CompilerServices;
using Ganban.Bedrock.Tests.Invocation;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Tests.Jobs;

/// <summary>An engine that answers a request when a test lets it.</summary>
internal sealed class GateChatClient : IChatClient
{
    private readonly SemaphoreSlim _passes = new(0);
    private readonly List<string> _waiting = [];
    private int _passed;

    /// <summary>How many requests were let pass.</summary>
    public int Passed => _passed;

    /// <summary>The accounts whose requests wait.</summary>
    public IReadOnlyList<string> Waiting
    {
        get
        {
            lock (_waiting)
            {
                return [.. _waiting.Order(StringComparer.Ordinal)];
            }
        }
    }

    public void Pass(int requests) => _passes.Release(requests);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var account = (string)options!.AdditionalProperties![ChatProperties.Caller]!;
        lock (_waiting)
        {
            _waiting.Add(account);
        }

        try
        {
            await _passes.WaitAsync(cancellationToken);
            Interlocked.Increment(ref _passed);
        }
        finally
        {
            lock (_waiting)
            {
                _waiting.Remove(account);
            }
        }

        yield return ScriptedChatClient.Piece("ok");
        yield return ScriptedChatClient.End(2);
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() => _passes.Dispose();
}
