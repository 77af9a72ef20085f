using System.Runtime.CompilerServices;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Server.Hosting;

/// <summary>
/// A chat client over a GGUF file that is open as long as requests need it. Safe for concurrent use.
/// </summary>
/// <param name="name">What answers, for whoever asks.</param>
/// <param name="model">The file.</param>
internal sealed class GgufChatClient(string name, EngineModel<TextGenerator, LocalChatClient> model)
    : IChatClient, ITokenCounter
{
    private readonly ChatClientMetadata _metadata = new("ganban", providerUri: null, name);

    /// <summary>Opens the file, so that the first request doesn't wait.</summary>
    /// <remarks>Throws whatever is wrong with it.</remarks>
    public async Task Open(CancellationToken cancellationToken)
    {
        var (lease, _) = await model.Open(cancellationToken);
        lease.Dispose();
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="LocalChatClient"/> throws.</remarks>
    /// <exception cref="Ganban.Bedrock.Engines.EngineNotOpenException">The file can't be opened.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var (lease, client) = await model.OpenForRequest(cancellationToken);
        using (lease)
        {
            await using var updates = client.GetStreamingResponseAsync(messages, options, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            while (await Next(updates))
            {
                yield return updates.Current;
            }
        }
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="GetStreamingResponseAsync"/> throws.</remarks>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (lease, client) = await model.OpenForRequest(cancellationToken);
        using (lease)
        {
            return await client.GetResponseAsync(messages, options, cancellationToken);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Throws what <see cref="GetStreamingResponseAsync"/> throws.</remarks>
    public async ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var (lease, client) = await model.OpenForRequest(cancellationToken);
        using (lease)
        {
            return await client.CountTokens(messages, options, cancellationToken);
        }
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

    /// <summary>Does nothing: the model is the pool's.</summary>
    public void Dispose()
    {
    }

    private async ValueTask<bool> Next(IAsyncEnumerator<ChatResponseUpdate> updates)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (Exception e)
        {
            model.Note(e);
            throw;
        }
    }
}
