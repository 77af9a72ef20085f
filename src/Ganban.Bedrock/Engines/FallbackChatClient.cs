using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines;

/// <summary>
/// Several engines as one: the next is asked when one fails before its first update. The first update tells which
/// answers (<see cref="EngineUsed"/>). Tokens are counted by the first alone, as nobody else counts like it.
/// </summary>
internal sealed class FallbackChatClient(EngineOrder order, EngineWatch? watch) : IChatClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ((updates, more), used) = await order.Ask(Begin, engine => engine.Text!.Name, watch);
        await using var owned = updates;
        var first = more ? updates.Current : new ChatResponseUpdate();
        first.AdditionalProperties ??= [];
        first.AdditionalProperties[EngineUsed.Key] = used;
        yield return first;
        while (more && await updates.MoveNextAsync())
        {
            yield return updates.Current;
        }

        async Task<(IAsyncEnumerator<ChatResponseUpdate> Updates, bool More)> Begin(Engine engine)
        {
            var begun = engine.Text!.Client.GetStreamingResponseAsync(messages, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            try
            {
                return (begun, await begun.MoveNextAsync());
            }
            catch (Exception)
            {
                await begun.DisposeAsync();
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        order.Engines[0].Text!.Client.GetService(serviceType, serviceKey);

    /// <summary>Does nothing: the engines belong to the configuration.</summary>
    public void Dispose()
    {
    }
}
