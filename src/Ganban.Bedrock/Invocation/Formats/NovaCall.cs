using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Writes Nova's answers. Every text of a stream is a block of its own, a tool call's input comes in one piece, and the
/// cache is always told of. What the model thinks has a block of its own in the second generation and stands in the
/// text of the first.
/// </summary>
internal sealed class NovaCall(bool isSecond) : NativeCall
{
    private static readonly InlineReasoning Thinking = new("<thinking>", "</thinking>\n");

    public override CacheUse CacheUnasked { get; } = new(0, 0);

    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
    {
        var answer = isSecond ? answers[0] : Thinking.In(answers[0]);
        var content = new JsonArray();
        if (answer.Reasoning.Length > 0)
        {
            content.Add((JsonNode)new JsonObject
            {
                ["reasoningContent"] = new JsonObject
                {
                    ["reasoningText"] = new JsonObject { ["text"] = answer.Reasoning },
                },
            });
        }

        if (answer.Text.Length > 0)
        {
            content.Add((JsonNode)new JsonObject { ["text"] = answer.Text });
        }

        foreach (var call in answer.ToolCalls)
        {
            var use = ToolUse(call);
            use["input"] = JsonNode.Parse(call.Input.GetRawText());
            content.Add((JsonNode)new JsonObject { ["toolUse"] = use });
        }

        var usage = Usage(answer);
        usage["totalTokens"] = answer.InputTokens + (answer.Cache?.Tokens ?? 0) + answer.OutputTokens;
        return new()
        {
            ["output"] = new JsonObject
            {
                ["message"] = new JsonObject { ["content"] = content, ["role"] = "assistant" },
            },
            ["stopReason"] = StopReason(answer),
            ["usage"] = usage,
        };
    }

    public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
    {
        var index = 0;
        await foreach (var step in isSecond ? steps : Thinking.In(steps))
        {
            switch (step)
            {
                case ChatStep.Reasoning reasoning:
                    yield return Delta(
                        new() { ["reasoningContent"] = new JsonObject { ["text"] = reasoning.Value } }, index);
                    yield return Stop(index++);
                    break;
                case ChatStep.Started:
                    yield return new() { ["messageStart"] = new JsonObject { ["role"] = "assistant" } };
                    break;
                case ChatStep.Text text:
                    yield return Delta(new() { ["text"] = text.Value }, index);
                    yield return Stop(index++);
                    break;
                case ChatStep.Call { Value: var call }:
                    yield return Block(
                        "contentBlockStart",
                        index,
                        new() { ["start"] = new JsonObject { ["toolUse"] = ToolUse(call) } });
                    yield return Delta(
                        new() { ["toolUse"] = new JsonObject { ["input"] = call.Input.GetRawText() } }, index);
                    yield return Stop(index++);
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    yield return new() { ["messageStop"] = new JsonObject { ["stopReason"] = StopReason(answer) } };
                    yield return Metadata(answer);
                    break;
            }
        }
    }

    private JsonObject Metadata(ChatAnswer answer) => InvocationMetrics.In(
        new()
        {
            ["metadata"] = new JsonObject
            {
                ["usage"] = Usage(answer),
                ["metrics"] = new JsonObject(),
                ["trace"] = new JsonObject(),
            },
        },
        answer with { Cache = answer.Cache ?? CacheUnasked });

    private JsonObject Usage(ChatAnswer answer)
    {
        var cache = answer.Cache ?? CacheUnasked;
        return new()
        {
            ["inputTokens"] = answer.InputTokens,
            ["outputTokens"] = answer.OutputTokens,
            ["cacheReadInputTokenCount"] = cache.ReadTokens,
            ["cacheWriteInputTokenCount"] = cache.WrittenTokens,
        };
    }

    private static JsonObject ToolUse(ToolCall call) =>
        new() { ["toolUseId"] = Guid.NewGuid().ToString(), ["name"] = call.Name };

    private static JsonObject Delta(JsonObject delta, int index) =>
        Block("contentBlockDelta", index, new() { ["delta"] = delta });

    private static JsonObject Stop(int index) => Block("contentBlockStop", index, []);

    private static JsonObject Block(string kind, int index, JsonObject block)
    {
        block["contentBlockIndex"] = index;
        return new() { [kind] = block };
    }

    private static string StopReason(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens or AnswerEnd.ContextFull => "max_tokens",
        AnswerEnd.StopSequence => "stop_sequence",
        AnswerEnd.ToolUse => "tool_use",
        _ => "end_turn",
    };
}
