using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>Writes a conversation as the messages of a chat completion.</summary>
internal static class OpenAiMessages
{
    /// <summary>The messages; results of tools become messages of their own.</summary>
    /// <exception cref="UnsupportedContentException">Something has no place in the API.</exception>
    public static JsonArray Of(IEnumerable<ChatMessage> messages, string model)
    {
        var list = new JsonArray();
        foreach (var message in messages)
        {
            foreach (var result in message.Contents.OfType<FunctionResultContent>())
            {
                list.Add((JsonNode)new JsonObject
                {
                    ["role"] = "tool",
                    ["tool_call_id"] = result.CallId,
                    ["content"] = ToolResultText.Of(result, model),
                });
            }

            if (Of(message, model) is { } json)
            {
                list.Add((JsonNode)json);
            }
        }

        return list;
    }

    private static JsonObject? Of(ChatMessage message, string model)
    {
        var parts = message.Contents.Select(content => Part(content, model)).OfType<JsonObject>().ToList();
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Call).ToArray();
        if (parts.Count == 0 && calls.Length == 0 && message.Contents.Any(content => content is FunctionResultContent))
        {
            return null;
        }

        var json = new JsonObject { ["role"] = message.Role.Value };

        // Many templates take plain text only, so a list stands where it must.
        json["content"] = parts.Any(part => part["type"]!.GetValue<string>() != "text")
            ? new JsonArray([.. parts])
            : parts.Count == 0 && calls.Length > 0
                ? null
                : string.Concat(parts.Select(part => part["text"]!.GetValue<string>()));
        if (calls.Length > 0)
        {
            json["tool_calls"] = new JsonArray(calls);
        }

        return json;
    }

    private static JsonObject? Part(AIContent content, string model) => content switch
    {
        TextContent text => new JsonObject { ["type"] = "text", ["text"] = text.Text },
        DataContent data when data.HasTopLevelMediaType("image") => Image(data.Uri),
        UriContent uri when uri.HasTopLevelMediaType("image") => Image(uri.Uri.AbsoluteUri),
        FunctionCallContent or FunctionResultContent or TextReasoningContent or UsageContent => null,
        _ => throw ChatBody.Unsupported(content, model),
    };

    private static JsonObject Image(string address) => new()
    {
        ["type"] = "image_url",
        ["image_url"] = new JsonObject { ["url"] = address },
    };

    private static JsonNode Call(FunctionCallContent call) => new JsonObject
    {
        ["id"] = call.CallId,
        ["type"] = "function",
        ["function"] = new JsonObject
        {
            ["name"] = call.Name,
            ["arguments"] = JsonValues.Compact(JsonValues.FromArguments(call.Arguments)),
        },
    };
}
