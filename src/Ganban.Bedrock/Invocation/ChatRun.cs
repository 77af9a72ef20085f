using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.PassThrough;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Ganban.Inference.Remote;
using Ganban.Protocol.Pipeline;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation;

/// <summary>Runs a request on an engine and turns what comes back into steps.</summary>
internal sealed class ChatRun(InvocationGate gate, TimeProvider clock)
{
    /// <summary>Runs to the end.</summary>
    public async Task<ChatAnswer> Complete(
        TextEngine engine,
        ChatRequest request,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        ChatAnswer? answer = null;
        await foreach (var step in Steps(engine, request, context, isStream: false, cancellationToken))
        {
            answer = (step as ChatStep.Finished)?.Answer;
        }

        return answer!;
    }

    /// <summary>Runs step by step.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The engine refused, in the service's words.</exception>
    public IAsyncEnumerable<ChatStep> Stream(
        TextEngine engine,
        ChatRequest request,
        OperationContext context,
        CancellationToken cancellationToken) =>
        Steps(engine, request, context, isStream: true, cancellationToken);

    private async IAsyncEnumerable<ChatStep> Steps(
        TextEngine engine,
        ChatRequest request,
        OperationContext context,
        bool isStream,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var notes = context.Notes<InvocationNotes>();

        // Engines give one token at least; where none is wanted, only the prompt's side of the answer is kept.
        var silent = request.Options.MaxOutputTokens == 0;
        var options = request.Options.Clone();
        options.MaxOutputTokens = silent ? 1 : options.MaxOutputTokens;
        options.AdditionalProperties = new AdditionalPropertiesDictionary(options.AdditionalProperties ?? [])
        {
            [ChatProperties.Caller] = context.Account,
            [ChatProperties.Model] = notes.Model?.Id,
            [UpstreamChatClient.RegionKey] = context.Region,
        };

        using var admission = await gate.Admit(
            context, Characters(request), request.Options.MaxOutputTokens, cancellationToken);
        notes.Engine = engine.Name;
        notes.KeepsCacheForHour = request.CacheTtl == "1h";
        var gathered = new Gathered(
            clock, options.MaxOutputTokens, request, ReasoningSwitch.IsTold(options.Reasoning));
        var cited = request.Sources.Count > 0 ? new CitedSteps(request.Sources) : null;
        var updates = engine.Client.GetStreamingResponseAsync(request.Messages, options, cancellationToken);
        await using var enumerator = updates.GetAsyncEnumerator(cancellationToken);
        var more = await Next(enumerator, inStream: false);
        var used = more ? enumerator.Current.AdditionalProperties?.GetValueOrDefault(EngineUsed.Key) : null;
        AnsweredBy.Note(used as EngineUsed ?? new EngineUsed(engine.Name, []), context);
        yield return await Noted(gathered.Start(more ? enumerator.Current : null));
        for (; more; more = await Next(enumerator, isStream))
        {
            notes.Rule ??= enumerator.Current.AdditionalProperties?.GetValueOrDefault(ChatProperties.Rule) as string;
            foreach (var step in gathered.Add(enumerator.Current).Where(_ => !silent).SelectMany(WithCitations))
            {
                yield return await Noted(step);
            }
        }

        var answer = gathered.Answer();
        foreach (var step in WithCitations(new ChatStep.Finished(silent ? answer.PromptOnly() : answer)))
        {
            yield return await Noted(step);
        }

        IEnumerable<ChatStep> WithCitations(ChatStep step) => cited?.Add(step) ?? [step];

        async ValueTask<ChatStep> Noted(ChatStep step)
        {
            notes.Add(step);
            await admission.Pass(step, isStream);
            return step;
        }
    }

    private static async ValueTask<bool> Next(IAsyncEnumerator<ChatResponseUpdate> updates, bool inStream)
    {
        try
        {
            return await updates.MoveNextAsync();
        }
        catch (RemoteEngineException e) when (inStream)
        {
            throw EngineErrors.InStream(e);
        }
        catch (EngineFailedException e) when (inStream)
        {
            throw EngineErrors.InStream(e);
        }
        catch (Exception e) when (InvocationErrors.FromEngine(e) is { } modelled)
        {
            throw modelled;
        }
    }

    private static long Characters(ChatRequest request) =>
        request.Messages.SelectMany(message => message.Contents).Sum(content => content switch
        {
            TextContent text => text.Text.Length,
            FunctionResultContent result => (result.Result as string)?.Length ?? 0,
            _ => 0L,
        });

    private static int? Count(ChatResponseUpdate update, string property) =>
        update.AdditionalProperties?.GetValueOrDefault(property) as int?;

    private sealed class Gathered(TimeProvider clock, int? tokensMax, ChatRequest request, bool tellsThoughts)
    {
        private readonly long _started = clock.GetTimestamp();
        private readonly StringBuilder _text = new();
        private readonly StringBuilder _reasoning = new();
        private readonly List<ToolCall> _calls = [];
        private readonly List<TokenDetail> _tokens = [];
        private IReadOnlyList<TokenDetail> _promptTokens = [];
        private ChatFinishReason? _finish;
        private UsageDetails? _usage;
        private string? _stopSequence;
        private TimeSpan? _firstByte;
        private int? _cacheRead;
        private int _cacheWritten;

        public ChatStep.Started Start(ChatResponseUpdate? first)
        {
            if (first is null)
            {
                return new ChatStep.Started(null, null);
            }

            _cacheRead = Count(first, ChatProperties.CacheReadTokenCount);
            _cacheWritten = Count(first, ChatProperties.CacheWriteTokenCount) ?? 0;
            var tokens = Count(first, ChatProperties.PromptTokenCount);
            var cache = tokens is null ? null : Cache();
            return new ChatStep.Started(tokens - (cache?.Tokens ?? 0), cache);
        }

        public IEnumerable<ChatStep> Add(ChatResponseUpdate update)
        {
            _finish = update.FinishReason ?? _finish;
            Details(update.AdditionalProperties);
            foreach (var content in update.Contents)
            {
                switch (content)
                {
                    case TextContent { Text.Length: > 0 } text:
                        _firstByte ??= clock.GetElapsedTime(_started);
                        _text.Append(text.Text);
                        yield return new ChatStep.Text(text.Text, Count(update, ChatProperties.TokenCount));
                        break;
                    case TextReasoningContent { Text.Length: > 0 } reasoning when tellsThoughts:
                        _firstByte ??= clock.GetElapsedTime(_started);
                        _reasoning.Append(reasoning.Text);
                        yield return new ChatStep.Reasoning(reasoning.Text);
                        break;
                    case FunctionCallContent call:
                        _firstByte ??= clock.GetElapsedTime(_started);
                        _calls.Add(new(call.Name, Arguments(call)));
                        yield return new ChatStep.Call(_calls[^1]);
                        break;
                    case UsageContent usage:
                        _usage = usage.Details;
                        break;
                }
            }
        }

        public ChatAnswer Answer()
        {
            var outputTokens = (int)(_usage?.OutputTokenCount ?? 0);
            var cache = Cache();
            var total = clock.GetElapsedTime(_started);
            return new ChatAnswer
            {
                Text = _text.ToString(),
                Reasoning = _reasoning.ToString(),
                ToolCalls = _calls,
                End = End(outputTokens),
                StopSequence = _stopSequence,
                InputTokens = Math.Max(0, (int)(_usage?.InputTokenCount ?? 0) - (cache?.Tokens ?? 0)),
                Cache = cache,
                CachedTokens = _cacheRead ?? (int)(_usage?.CachedInputTokenCount ?? 0),
                OutputTokens = outputTokens,
                FirstByteMilliseconds = (long)(_firstByte ?? total).TotalMilliseconds,
                Milliseconds = (long)total.TotalMilliseconds,
                PromptTokens = _promptTokens,
                Tokens = _tokens,
            };
        }

        // Engines elsewhere tell at the end what they read, and not what they keep.
        private CacheUse? Cache() => request.HasCachePoint
            ? new CacheUse(
                _cacheRead ?? (int)(_usage?.CachedInputTokenCount ?? 0), _cacheWritten, request.CacheTtl)
            : null;

        private AnswerEnd End(int outputTokens) => _finish switch
        {
            { } reason when reason == ChatFinishReason.ToolCalls => AnswerEnd.ToolUse,
            { } reason when reason == ChatFinishes.MaxTokens => AnswerEnd.MaxTokens,
            { } reason when reason == ChatFinishes.ContextFull => AnswerEnd.ContextFull,
            { } reason when reason == ChatFinishReason.Length =>
                _usage?.OutputTokenCount is null || outputTokens >= tokensMax
                    ? AnswerEnd.MaxTokens
                    : AnswerEnd.ContextFull,
            _ => _stopSequence is null ? AnswerEnd.EndTurn : AnswerEnd.StopSequence,
        };

        private void Details(AdditionalPropertiesDictionary? properties)
        {
            if (properties is null)
            {
                return;
            }

            _stopSequence = properties.GetValueOrDefault(ChatProperties.StopSequence) as string ?? _stopSequence;
            if (properties.GetValueOrDefault(ChatProperties.Tokens) is IReadOnlyList<TokenDetail> tokens)
            {
                _tokens.AddRange(tokens);
            }

            if (properties.GetValueOrDefault(ChatProperties.PromptTokens) is IReadOnlyList<TokenDetail> promptTokens)
            {
                _promptTokens = promptTokens;
            }
        }

        private static JsonElement Arguments(FunctionCallContent call) =>
            JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>());
    }
}
