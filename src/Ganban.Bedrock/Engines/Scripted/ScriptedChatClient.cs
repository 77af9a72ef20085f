using System.Runtime.CompilerServices;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Engines.Scripted;

/// <summary>
/// An engine that plays a script: the first rule that matches a request answers it, and a request that no rule matches
/// is an error. For tests of applications; it computes nothing. Safe for concurrent use.
/// </summary>
/// <param name="name">The engine's name.</param>
/// <param name="script">The rules.</param>
/// <param name="counts">The requests that were counted.</param>
/// <param name="clock">The clock of the delays.</param>
public sealed class ScriptedChatClient(string name, Script script, ScriptCounts counts, TimeProvider clock)
    : IChatClient, ITokenCounter
{
    /// <inheritdoc/>
    /// <exception cref="Ganban.Contracts.ModelledException">No rule matches, or the rule answers an error.</exception>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var conversation = messages.ToList();
        var (rule, place) = Find(ScriptedRequest.Of(conversation, options));
        var reply = rule.Reply ?? new ScriptReply();
        var play = new ScriptPlay(reply, ScriptWords.Count(conversation, options), rule.Name ?? place);
        var pieces = 0;
        foreach (var update in play.Pieces())
        {
            Fail(rule.Error, pieces);
            await Wait(pieces++ == 0 ? reply.DelayMilliseconds : reply.BetweenMilliseconds, cancellationToken);
            yield return update;
        }

        if (pieces == 0)
        {
            await Wait(reply.DelayMilliseconds, cancellationToken);
        }

        Fail(rule.Error, int.MaxValue);
        yield return play.End();
    }

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Counts words: a script has no tokenizer.</remarks>
    public ValueTask<int> CountTokens(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(ScriptWords.Count(messages, options));

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

    private void Fail(ScriptError? error, int pieces)
    {
        if (error is not null && pieces >= error.AfterPieces)
        {
            throw error.Make(name);
        }
    }

    private async ValueTask Wait(int milliseconds, CancellationToken cancellationToken)
    {
        if (milliseconds > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, cancellationToken);
        }
    }

    // Every rule that counts must see the request, also when another one answers it.
    private (ScriptRule Rule, string Place) Find(ScriptedRequest request)
    {
        (ScriptRule, string)? found = null;
        for (var i = 0; i < script.Rules.Count; i++)
        {
            var rule = script.Rules[i];
            if (rule.When?.Meets(request) != false
                && (rule.When?.Call is not { } call || counts.Next(request.Account, rule) == call))
            {
                found ??= (rule, $"rules[{i}]");
            }
        }

        return found ?? throw new ModelErrorException(
            $"The engine '{name}' plays a script, and none of its rules matches this request: {request.Describe()}. "
            + "Add a rule to the script, or send what it expects.");
    }
}
