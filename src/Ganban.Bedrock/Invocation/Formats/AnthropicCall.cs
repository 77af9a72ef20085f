using System.Text;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Writes Claude's answers: one message, or the events that build it.</summary>
/// <param name="model">The model.</param>
/// <param name="signatures">What signs the model's thoughts.</param>
internal sealed class AnthropicCall(CatalogModel model, ReasoningSignatures signatures) : NativeCall
{
    private readonly string _id = WireIds.AnthropicMessage();

    /// <summary>The model's name in the answer.</summary>
    public string ModelName { get; init; } = WireIds.ProviderName(model.Id);

    /// <summary>
    /// Whether a stream is InvokeModel's, whose last chunk holds the invocation metrics. Another tells all counts in
    /// Anthropic's own events.
    /// </summary>
    public bool HasMetrics { get; init; } = true;

    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
    {
        var answer = answers[0];
        var content = new JsonArray();
        if (answer.Reasoning.Length > 0)
        {
            content.Add((JsonNode)Thought(answer.Reasoning, signatures.Sign(answer.Reasoning)));
        }

        if (answer.Cited.Count > 0)
        {
            foreach (var piece in answer.Cited)
            {
                content.Add((JsonNode)AnthropicCitations.Block(piece));
            }
        }
        else if (answer.Text.Length > 0)
        {
            content.Add(new JsonObject { ["type"] = "text", ["text"] = answer.Text });
        }

        foreach (var call in answer.ToolCalls)
        {
            var block = ToolUse();
            block["name"] = call.Name;
            block["input"] = JsonNode.Parse(call.Input.GetRawText());
            content.Add(block);
        }

        return Message(
            content,
            StopReason(answer),
            answer.StopSequence,
            Usage(answer.InputTokens, answer.Cache, answer.OutputTokens));
    }

    public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
    {
        var index = -1;
        string? open = null;
        var thoughts = new StringBuilder();
        await foreach (var step in steps)
        {
            switch (step)
            {
                case ChatStep.Started started:
                    yield return new JsonObject
                    {
                        ["type"] = "message_start",
                        ["message"] = Message([], null, null, Usage(started.InputTokens ?? 0, started.Cache, 1)),
                    };
                    break;
                case ChatStep.Reasoning or ChatStep.Text:
                    var (kind, delta) = Piece(step);
                    thoughts.Append((step as ChatStep.Reasoning)?.Value);
                    if (open != kind)
                    {
                        foreach (var part in Close(open, index, thoughts))
                        {
                            yield return part;
                        }

                        open = kind;
                        yield return BlockStart(
                            ++index, kind == "text" ? new() { ["type"] = "text", ["text"] = "" } : Thought("", ""));
                    }

                    yield return Delta(index, delta);
                    break;
                case ChatStep.Cited { Citations: var citations }:
                    foreach (var citation in citations)
                    {
                        yield return Delta(index, AnthropicCitations.Delta(citation));
                    }

                    foreach (var part in Close(open, index, thoughts))
                    {
                        yield return part;
                    }

                    open = null;
                    break;
                case ChatStep.Call { Value: var call }:
                    foreach (var part in Close(open, index, thoughts).Concat(CallBlock(index + 1, call)))
                    {
                        yield return part;
                    }

                    open = null;
                    index++;
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    foreach (var part in Close(open, index, thoughts))
                    {
                        yield return part;
                    }

                    yield return MessageDelta(answer);
                    var stop = new JsonObject { ["type"] = "message_stop" };
                    yield return HasMetrics ? InvocationMetrics.In(stop, answer) : stop;
                    break;
            }
        }
    }

    private static (string Kind, JsonObject Delta) Piece(ChatStep step) => step is ChatStep.Reasoning reasoning
        ? ("thinking", new() { ["type"] = "thinking_delta", ["thinking"] = reasoning.Value })
        : ("text", new() { ["type"] = "text_delta", ["text"] = ((ChatStep.Text)step).Value });

    // Thoughts are signed when they are whole.
    private IEnumerable<JsonObject> Close(string? open, int index, StringBuilder thoughts)
    {
        if (open == "thinking")
        {
            var signature = signatures.Sign(thoughts.ToString());
            thoughts.Clear();
            yield return Delta(index, new() { ["type"] = "signature_delta", ["signature"] = signature });
        }

        if (open is not null)
        {
            yield return BlockStop(index);
        }
    }

    private static JsonObject Thought(string text, string signature) =>
        new() { ["type"] = "thinking", ["thinking"] = text, ["signature"] = signature };

    private static IEnumerable<JsonObject> CallBlock(int index, ToolCall call)
    {
        var block = ToolUse();
        block["name"] = call.Name;
        block["input"] = new JsonObject();
        return
        [
            BlockStart(index, block),
            InputDelta(index, ""),
            .. ToolInputPieces.Of(call.Input.GetRawText()).Select(piece => InputDelta(index, piece)),
            BlockStop(index),
        ];
    }

    private JsonObject MessageDelta(ChatAnswer answer) => new()
    {
        ["type"] = "message_delta",
        ["delta"] = new JsonObject
        {
            ["stop_reason"] = StopReason(answer),
            ["stop_sequence"] = answer.StopSequence,
        },
        ["usage"] = HasMetrics
            ? new JsonObject { ["output_tokens"] = answer.OutputTokens }
            : Usage(answer.InputTokens, answer.Cache, answer.OutputTokens),
    };

    private JsonObject Message(JsonArray content, string? stopReason, string? stopSequence, JsonObject usage) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = ModelName,
        ["content"] = content,
        ["stop_reason"] = stopReason,
        ["stop_sequence"] = stopSequence,
        ["usage"] = usage,
    };

    private static JsonObject Usage(int inputTokens, CacheUse? cache, int outputTokens)
    {
        var usage = new JsonObject { ["input_tokens"] = inputTokens };
        if (cache is not null)
        {
            usage["cache_creation_input_tokens"] = cache.WrittenTokens;
            usage["cache_read_input_tokens"] = cache.ReadTokens;
            if (cache.Ttl is not null)
            {
                usage["cache_creation"] = new JsonObject
                {
                    ["ephemeral_5m_input_tokens"] = cache.Ttl == "1h" ? 0 : cache.WrittenTokens,
                    ["ephemeral_1h_input_tokens"] = cache.Ttl == "1h" ? cache.WrittenTokens : 0,
                };
            }
        }

        usage["output_tokens"] = outputTokens;
        return usage;
    }

    private static JsonObject ToolUse() => new() { ["type"] = "tool_use", ["id"] = WireIds.AnthropicToolUse() };

    private static JsonObject BlockStart(int index, JsonObject block) =>
        new() { ["type"] = "content_block_start", ["index"] = index, ["content_block"] = block };

    private static JsonObject Delta(int index, JsonObject delta) =>
        new() { ["type"] = "content_block_delta", ["index"] = index, ["delta"] = delta };

    private static JsonObject InputDelta(int index, string json) =>
        Delta(index, new JsonObject { ["type"] = "input_json_delta", ["partial_json"] = json });

    private static JsonObject BlockStop(int index) => new() { ["type"] = "content_block_stop", ["index"] = index };

    private static string StopReason(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens => "max_tokens",
        AnswerEnd.ContextFull => "model_context_window_exceeded",
        AnswerEnd.StopSequence => "stop_sequence",
        AnswerEnd.ToolUse => "tool_use",
        _ => "end_turn",
    };
}
