using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Writes the items of responses.</summary>
internal static class ResponseItems
{
    /// <summary>The status of an item that is under way.</summary>
    public const string InProgress = "in_progress";

    /// <summary>The status of an item that is whole.</summary>
    public const string Completed = "completed";

    /// <summary>The status of an item that a limit cut off.</summary>
    public const string Incomplete = "incomplete";

    /// <summary>What the model thought; null: it only begins to.</summary>
    public static JsonObject Reasoning(string id, string? text, string status) => new()
    {
        ["id"] = id,
        ["type"] = "reasoning",
        ["summary"] = new JsonArray(),
        ["content"] = text is null ? [] : new JsonArray(ReasoningText(text)),
        ["status"] = status,
    };

    /// <summary>What the model says; null: it only begins to.</summary>
    public static JsonObject Message(string id, string? text, string status) => new()
    {
        ["id"] = id,
        ["type"] = "message",
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = text is null ? [] : new JsonArray(OutputText(text)),
    };

    /// <summary>A call of a function.</summary>
    public static JsonObject FunctionCall(string id, string callId, string name, string arguments, string status) =>
        new()
        {
            ["id"] = id,
            ["type"] = "function_call",
            ["status"] = status,
            ["arguments"] = arguments,
            ["call_id"] = callId,
            ["name"] = name,
        };

    /// <summary>A part of a message.</summary>
    public static JsonObject OutputText(string text) => new()
    {
        ["type"] = "output_text",
        ["text"] = text,
        ["annotations"] = new JsonArray(),
        ["logprobs"] = new JsonArray(),
    };

    /// <summary>A part of what the model thought.</summary>
    public static JsonObject ReasoningText(string text) => new() { ["type"] = "reasoning_text", ["text"] = text };

    /// <summary>The items of a whole answer.</summary>
    public static JsonArray Of(ChatAnswer answer)
    {
        var items = new JsonArray();
        if (answer.Reasoning.Length > 0)
        {
            items.Add((JsonNode)Reasoning(ResponseIds.Reasoning(), answer.Reasoning, Completed));
        }

        if (answer.Text.Length > 0 || answer.ToolCalls.Count == 0)
        {
            items.Add((JsonNode)Message(ResponseIds.Message(), answer.Text, StatusOf(answer)));
        }

        foreach (var call in answer.ToolCalls)
        {
            items.Add((JsonNode)FunctionCall(
                ResponseIds.FunctionCall(), WireIds.ChatToolCall(), call.Name, call.Input.GetRawText(), Completed));
        }

        return items;
    }

    /// <summary>The status of an answer, and of its message.</summary>
    public static string StatusOf(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? Incomplete : Completed;

    /// <summary>The items of a checked <c>input</c> as they are kept and listed: with identifiers, in the long form.</summary>
    public static JsonArray OfInput(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.String)
        {
            return [OfMessage(new JsonObject { ["role"] = "user", ["content"] = input.GetString() })];
        }

        return new([.. input.EnumerateArray().Select(item =>
        {
            var json = JsonObject.Create(item)!;
            var type = json["type"]?.GetValue<string>() ?? "message";
            if (type == "message")
            {
                return OfMessage(json);
            }

            json["id"] ??= ResponseIds.Item(type);
            return json;
        })]);
    }

    private static JsonObject OfMessage(JsonObject json)
    {
        json["type"] = "message";
        json["id"] ??= ResponseIds.Message();
        json["status"] ??= Completed;
        if (json["content"] is JsonValue text)
        {
            var said = text.GetValue<string>();
            json["content"] = new JsonArray(json["role"]!.GetValue<string>() == "assistant"
                ? OutputText(said)
                : new JsonObject { ["type"] = "input_text", ["text"] = said });
        }

        return json;
    }
}
