using System.Text.Json.Nodes;

namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>Writes answers as chat completions: whole, or as chunks that each hold a piece of the message.</summary>
/// <param name="shape">How the family writes them.</param>
/// <param name="modelName">The model's name in the answer.</param>
/// <param name="created">When the answer was made, in seconds of Unix time.</param>
internal sealed class ChatCompletionCall(ChatShape shape, string modelName, long created) : NativeCall
{
    private readonly string _id = WireIds.ChatCompletion();

    /// <summary>Where reasoning stands in the content; null if it has a member of its own.</summary>
    public InlineReasoning? Reasoning { get; init; }

    /// <summary>Whether a stream ends with a chunk of its own that tells the usage.</summary>
    public bool HasUsageChunk { get; init; }

    public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
    {
        var body = Envelope("chat.completion");
        body["choices"] = new JsonArray([.. answers.Select((answer, index) => new JsonObject
        {
            ["index"] = index,
            [shape.IsText ? "text" : "message"] = shape.IsText
                ? answer.Text
                : Message(Reasoning?.In(answer) ?? answer),
            [shape.Reason] = ReasonOf(answer),
        })]);
        if (shape.HasUsage)
        {
            body["usage"] = Usage(answers);
        }

        return body;
    }

    public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
    {
        var answers = new List<ChatAnswer>();
        var calls = 0;
        await foreach (var step in Reasoning?.In(steps) ?? steps)
        {
            switch (step)
            {
                case ChatStep.Started when shape.IsText:
                    break;
                case ChatStep.Started:
                    calls = 0;
                    yield return Chunk(answers.Count, Opening());
                    break;
                case ChatStep.Reasoning reasoning when shape is { IsNamed: true, IsText: false }:
                    yield return Chunk(answers.Count, new() { [shape.Reasoning] = reasoning.Value });
                    break;
                case ChatStep.Text text:
                    yield return Chunk(answers.Count, new() { ["content"] = text.Value });
                    break;
                case ChatStep.Call { Value: var call }:
                    var piece = Call(call);
                    piece["index"] = calls++;
                    yield return Chunk(answers.Count, new() { ["tool_calls"] = new JsonArray(piece) });
                    break;
                case ChatStep.Finished { Answer: var answer }:
                    var last = Chunk(answers.Count, shape.IsNamed ? [] : new() { ["content"] = "" }, answer);
                    answers.Add(answer);
                    yield return answers.Count == Answers ? Ended(last, answers) : last;
                    break;
            }
        }

        if (HasUsageChunk)
        {
            var last = Envelope("chat.completion.chunk");
            last["choices"] = new JsonArray();
            last["usage"] = Usage(answers);
            yield return last;
        }
    }

    private JsonObject Opening() => shape.OpensWithRoleAlone
        ? new() { ["role"] = "assistant" }
        : new() { ["role"] = "assistant", ["content"] = "" };

    private JsonObject Ended(JsonObject last, List<ChatAnswer> answers)
    {
        if (shape.HasUsageInStream)
        {
            last["usage"] = Usage(answers);
        }

        return shape.HasMetrics ? InvocationMetrics.In(last, answers) : last;
    }

    private JsonObject Envelope(string kind)
    {
        var body = new JsonObject();
        if (shape.HasUsage)
        {
            body["id"] = _id;
        }

        if (shape.IsNamed)
        {
            body["object"] = shape.IsText ? "text_completion" : kind;
            body["created"] = created;
            body["model"] = modelName;
        }

        return body;
    }

    private JsonObject Chunk(int index, JsonObject piece, ChatAnswer? end = null)
    {
        var chunk = Envelope("chat.completion.chunk");
        chunk["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = index,
            [shape.IsText ? "text" : shape.Piece] = shape.IsText ? piece["content"]?.GetValue<string>() ?? "" : piece,
            [shape.Reason] = end is null ? null : ReasonOf(end),
        });
        if (HasUsageChunk)
        {
            chunk["usage"] = null;
        }

        return chunk;
    }

    private JsonObject Message(ChatAnswer answer)
    {
        var message = new JsonObject
        {
            ["role"] = "assistant",
            ["content"] = answer is { Text.Length: 0, ToolCalls.Count: > 0 } ? shape.EmptyContent : answer.Text,
        };
        if (answer.Reasoning.Length > 0 && shape.IsNamed)
        {
            message[shape.Reasoning] = answer.Reasoning;
        }

        if (answer.ToolCalls.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.ToolCalls.Select(Call)]);
        }
        else if (shape.HasNullCalls)
        {
            message["tool_calls"] = null;
        }

        return message;
    }

    private JsonObject Call(ToolCall call)
    {
        var json = new JsonObject
        {
            ["id"] = shape.HasCallType ? WireIds.ChatToolCall() : WireIds.MistralToolCall(),
        };
        if (shape.HasCallType)
        {
            json["type"] = "function";
        }

        json["function"] = new JsonObject { ["name"] = call.Name, ["arguments"] = call.Input.GetRawText() };
        return json;
    }

    private JsonObject Usage(IReadOnlyList<ChatAnswer> answers)
    {
        var output = answers.Sum(answer => answer.OutputTokens);
        var usage = new JsonObject
        {
            ["prompt_tokens"] = answers[0].InputTokens,
            ["completion_tokens"] = output,
            ["total_tokens"] = answers[0].InputTokens + output,
        };
        if (shape.TellsCachedTokens)
        {
            usage["prompt_tokens_details"] = new JsonObject { ["cached_tokens"] = answers[0].CachedTokens };
        }

        return usage;
    }

    private static string ReasonOf(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens or AnswerEnd.ContextFull => "length",
        AnswerEnd.ToolUse => "tool_calls",
        _ => "stop",
    };
}
