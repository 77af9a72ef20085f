using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Writes Claude's answers: one message, or the events that build it.</summary>
internal sealed class AnthropicCall(CatalogModel model) : NativeCall
{
    private readonly string _id = WireIds.AnthropicMessage();

    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
    {
        var answer = answers[0];
        var content = new JsonArray();
        if (answer.Text.Length > 0)
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
        var inText = false;
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
                case ChatStep.Text text:
                    if (!inText)
                    {
                        inText = true;
                        yield return BlockStart(++index, new JsonObject { ["type"] = "text", ["text"] = "" });
                    }

                    yield return Delta(index, new JsonObject { ["type"] = "text_delta", ["text"] = text.Value });
                    break;
                case ChatStep.Call { Value: var call }:
                    if (inText)
                    {
                        inText = false;
                        yield return BlockStop(index);
                    }

                    var block = ToolUse();
                    block["name"] = call.Name;
                    block["input"] = new JsonObject();
                    yield return BlockStart(++index, block);
                    yield return InputDelta(index, "");
                    yield return InputDelta(index, call.Input.GetRawText());
                    yield return BlockStop(index);
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    if (inText)
                    {
                        yield return BlockStop(index);
                    }

                    yield return new JsonObject
                    {
                        ["type"] = "message_delta",
                        ["delta"] = new JsonObject
                        {
                            ["stop_reason"] = StopReason(answer),
                            ["stop_sequence"] = answer.StopSequence,
                        },
                        ["usage"] = new JsonObject { ["output_tokens"] = answer.OutputTokens },
                    };
                    yield return InvocationMetrics.In(new JsonObject { ["type"] = "message_stop" }, answer);
                    break;
            }
        }
    }

    private JsonObject Message(JsonArray content, string? stopReason, string? stopSequence, JsonObject usage) => new()
    {
        ["id"] = _id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = WireIds.ProviderName(model.Id),
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
