using System.Runtime.CompilerServices;
using System.Text.Json;
using Ganban.Bedrock.Engines.Scripted;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>
/// An engine that answers as another one once did, piece by piece and without its pauses. A request that was not
/// recorded is an error. Safe for concurrent use.
/// </summary>
/// <param name="name">The engine's name.</param>
/// <param name="recordings">What was recorded.</param>
public sealed class ReplayChatClient(string name, Recordings recordings) : IChatClient
{
    /// <inheritdoc/>
    /// <exception cref="Ganban.Contracts.ModelledException">The request was not recorded.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in await Updates([.. messages], options, cancellationToken))
        {
            yield return update;
        }
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;
    }

    /// <summary>Does nothing.</summary>
    public void Dispose()
    {
    }

    private async Task<List<ChatResponseUpdate>> Updates(
        List<ChatMessage> messages,
        ChatOptions? options,
        CancellationToken cancellationToken)
    {
        var key = RequestKey.Of(messages, options);
        try
        {
            var recording = await recordings.Read(key, cancellationToken)
                ?? throw ReplayErrors.NotRecorded(name, key, ScriptedRequest.Of(messages, options).Describe());
            return [.. recording.GetProperty("updates").EnumerateArray().Select(RecordedUpdate.Read)];
        }
        catch (Exception e) when (ReplayErrors.IsMisread(e))
        {
            throw ReplayErrors.Broken(name, key, e);
        }
    }
}
