using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Recorded;

/// <summary>Passes an engine's answers on and keeps those that come to their end.</summary>
/// <param name="engine">The engine.</param>
/// <param name="recordings">Where they are kept.</param>
public sealed class RecordingChatClient(IChatClient engine, Recordings recordings) : DelegatingChatClient(engine)
{
    /// <inheritdoc/>
    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var key = RequestKey.Of(conversation, options);
        var updates = new JsonArray();
        await foreach (var update in base.GetStreamingResponseAsync(conversation, options, cancellationToken))
        {
            updates.Add(RecordedUpdate.Write(update));
            yield return update;
        }

        await recordings.Write(key, new JsonObject { ["updates"] = updates });
    }

    /// <inheritdoc/>
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);
}
