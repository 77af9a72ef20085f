using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Writes a response: what it was asked for, and what came of it.</summary>
/// <param name="id">Its identifier.</param>
/// <param name="body">The body that asked for it.</param>
/// <param name="asked">The same body, read.</param>
/// <param name="created">When it began, in seconds of Unix time.</param>
internal sealed class ResponseObject(string id, JsonElement body, ResponseBody asked, long created)
{
    /// <summary>The response's identifier.</summary>
    public string Id => id;

    /// <summary>The response before there is an answer.</summary>
    public JsonObject Begun() => Write(ResponseItems.InProgress, [], null);

    /// <summary>The response with its answer.</summary>
    public JsonObject Ended(JsonArray output, ChatAnswer answer) =>
        Write(ResponseItems.StatusOf(answer), output, answer);

    private JsonObject Write(string status, JsonArray output, ChatAnswer? answer) => new()
    {
        ["id"] = id,
        ["object"] = "response",
        ["created_at"] = created,
        ["status"] = status,
        ["background"] = false,
        ["error"] = null,
        ["incomplete_details"] = status == ResponseItems.Incomplete
            ? new JsonObject { ["reason"] = "max_output_tokens" }
            : null,
        ["instructions"] = asked.Instructions,
        ["max_output_tokens"] = Echo("max_output_tokens"),
        ["max_tool_calls"] = Echo("max_tool_calls"),
        ["model"] = Echo("model"),
        ["output"] = output,
        ["parallel_tool_calls"] = asked.Options.AllowMultipleToolCalls ?? true,
        ["previous_response_id"] = asked.Previous,
        ["reasoning"] = Echo("reasoning") ?? new JsonObject { ["effort"] = null, ["summary"] = null },
        ["service_tier"] = "default",
        ["store"] = asked.IsKept,
        ["temperature"] = Echo("temperature"),
        ["text"] = Echo("text") ?? new JsonObject { ["format"] = new JsonObject { ["type"] = "text" } },
        ["tool_choice"] = Echo("tool_choice") ?? "auto",
        ["tools"] = Echo("tools") ?? new JsonArray(),
        ["top_p"] = Echo("top_p"),
        ["truncation"] = Echo("truncation") ?? "disabled",
        ["usage"] = answer is null ? null : Usage(answer),
        ["user"] = Echo("user"),
        ["metadata"] = Echo("metadata") ?? new JsonObject(),
    };

    private static JsonObject Usage(ChatAnswer answer) => new()
    {
        ["input_tokens"] = answer.InputTokens,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = answer.CachedTokens },
        ["output_tokens"] = answer.OutputTokens,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = 0 },
        ["total_tokens"] = answer.InputTokens + answer.OutputTokens,
    };

    private JsonNode? Echo(string name) =>
        body.TryGetProperty(name, out var value) ? JsonSerializer.SerializeToNode(value) : null;
}
