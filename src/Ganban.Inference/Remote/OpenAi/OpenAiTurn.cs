using System.Text.Json;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>Turns the chunks of one chat completion into chat updates.</summary>
internal sealed class OpenAiTurn(EngineErrors errors, ChatOptions? options, string model, DateTimeOffset createdAt)
{
    private readonly string _ownId = Guid.NewGuid().ToString("N");
    private readonly CallFragments _calls = new();
    private UsageDetails? _usage;
    private string? _id;
    private string? _model;
    private bool _hasFinished;
    private bool _hasBegun;

    /// <summary>The update for a chunk; null if it tells nothing.</summary>
    /// <exception cref="RemoteEngineException">The chunk is an error, or no chunk.</exception>
    public ChatResponseUpdate? Next(ReadOnlyMemory<byte> data)
    {
        try
        {
            using var chunk = JsonDocument.Parse(data);
            return Next(chunk.RootElement);
        }
        catch (Exception e) when (JsonMembers.IsMisread(e))
        {
            throw errors.Garbled("with a chunk that is no chat completion", e);
        }
    }

    /// <summary>The last update, with the usage.</summary>
    /// <exception cref="RemoteEngineException">The answer ended before its end.</exception>
    public ChatResponseUpdate Complete()
    {
        if (!_hasFinished)
        {
            throw _hasBegun ? errors.Broken() : errors.Garbled("without any event");
        }

        var update = Update();
        if (_usage is { } usage)
        {
            update.Contents.Add(new UsageContent(usage));
        }

        return update;
    }

    private ChatResponseUpdate? Next(JsonElement chunk)
    {
        if (chunk.Find("error") is { } error)
        {
            throw errors.Reported(error);
        }

        _hasBegun = true;
        _id ??= chunk.Text("id");
        _model ??= chunk.Text("model");
        if (chunk.Find("usage") is { } usage)
        {
            _usage = Usage(usage);
        }

        var choice = chunk.List("choices").FirstOrDefault(item => item.Count("index") is null or 0);
        if (choice.ValueKind == JsonValueKind.Undefined)
        {
            return null;
        }

        var update = Update();
        if (choice.Find("delta") is { } delta)
        {
            Read(delta, update);
        }

        if (choice.Text("finish_reason") is { } reason && !_hasFinished)
        {
            Finish(reason, choice, update);
        }

        return update.Contents.Count > 0 || update.FinishReason is not null ? update : null;
    }

    private void Read(JsonElement delta, ChatResponseUpdate update)
    {
        if ((delta.Text("reasoning_content") ?? delta.Text("reasoning")) is { Length: > 0 } reasoning)
        {
            update.Contents.Add(new TextReasoningContent(reasoning));
        }

        if ((delta.Text("content") ?? delta.Text("refusal")) is { Length: > 0 } text)
        {
            update.Contents.Add(new TextContent(text));
        }

        foreach (var piece in delta.List("tool_calls"))
        {
            _calls.Add(piece);
        }
    }

    private void Finish(string reason, JsonElement choice, ChatResponseUpdate update)
    {
        _hasFinished = true;
        foreach (var call in _calls.Complete(isCut: reason == "length"))
        {
            update.Contents.Add(call);
        }

        update.FinishReason = reason switch
        {
            "length" => ChatFinishReason.Length,
            "content_filter" => ChatFinishReason.ContentFilter,
            _ when _calls.Any => ChatFinishReason.ToolCalls,
            "stop" or "tool_calls" or "function_call" => ChatFinishReason.Stop,
            _ => new ChatFinishReason(reason),
        };

        // vLLM tells which stop sequence it met, or the number of the token that ended the turn.
        if (choice.Find("stop_reason") is { ValueKind: JsonValueKind.String } stop
            && options?.StopSequences?.Contains(stop.GetString()!) == true)
        {
            update.AdditionalProperties = new() { [ChatProperties.StopSequence] = stop.GetString() };
        }
    }

    private ChatResponseUpdate Update() => new()
    {
        Role = ChatRole.Assistant,
        ResponseId = _id ?? _ownId,
        MessageId = _id ?? _ownId,
        ModelId = _model ?? model,
        CreatedAt = createdAt,
    };

    private static UsageDetails Usage(JsonElement usage) => new()
    {
        InputTokenCount = usage.Count("prompt_tokens"),
        OutputTokenCount = usage.Count("completion_tokens"),
        TotalTokenCount = usage.Count("total_tokens"),
        CachedInputTokenCount = usage.Find("prompt_tokens_details")?.Count("cached_tokens"),
        ReasoningTokenCount = usage.Find("completion_tokens_details")?.Count("reasoning_tokens"),
    };
}
