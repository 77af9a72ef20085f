using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Prompts and answers as text, for traces and for functions that parse answers, in Converse's form.</summary>
internal static class PromptText
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A prompt.</summary>
    public static string Of(ModelQuestion question, AgentTools? tools)
    {
        var prompt = new JsonObject();
        if (question.System.Length > 0)
        {
            prompt["system"] = question.System;
        }

        prompt["messages"] = new JsonArray([.. question.Messages.Select(Message)]);
        if (tools is { All.Count: > 0 } && question.Tools.Count > 0)
        {
            prompt["toolConfig"] = new JsonObject { ["tools"] = Tools(tools) };
        }

        return Write(prompt);
    }

    /// <summary>The tools as Converse takes them.</summary>
    public static JsonArray Tools(AgentTools tools) => new([.. tools.All.Select(tool => new JsonObject
    {
        ["toolSpec"] = new JsonObject
        {
            ["name"] = tool.Name,
            ["description"] = tool.Description,
            ["inputSchema"] = new JsonObject { ["json"] = JsonNode.Parse(tool.Schema.GetRawText()) },
        },
    })]);

    /// <summary>An answer.</summary>
    public static string Of(ChatAnswer answer, IReadOnlyList<AgentCall> calls) => Write(new JsonObject
    {
        ["output"] = new JsonObject { ["message"] = Message(AgentMessage.Assistant(answer.Text, calls)) },
        ["stopReason"] = ConverseAnswer.StopReasonOf(answer),
        ["usage"] = new JsonObject
        {
            ["inputTokens"] = answer.InputTokens,
            ["outputTokens"] = answer.OutputTokens,
            ["totalTokens"] = answer.InputTokens + (answer.Cache?.Tokens ?? 0) + answer.OutputTokens,
        },
    });

    /// <summary>JSON that people can read.</summary>
    public static string Write(JsonNode json) => json.ToJsonString(Readable);

    /// <summary>What a tool's result holds, as Converse takes it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="images">The images.</param>
    /// <param name="bytes">What stands in the place of an image's bytes.</param>
    public static JsonArray Content(
        string text, IReadOnlyList<AgentImage> images, Func<AgentImage, string> bytes) => new(
    [
        new JsonObject { ["text"] = text },
        .. images.Select(image => new JsonObject
        {
            ["image"] = new JsonObject
            {
                ["format"] = image.Format,
                ["source"] = new JsonObject { ["bytes"] = bytes(image) },
            },
        }),
    ]);

    private static JsonObject Message(AgentMessage message)
    {
        var content = new JsonArray();
        if (message.Text.Length > 0)
        {
            content.Add(new JsonObject { ["text"] = message.Text });
        }

        foreach (var call in message.Calls)
        {
            content.Add(new JsonObject
            {
                ["toolUse"] = new JsonObject
                {
                    ["toolUseId"] = call.Id,
                    ["name"] = call.Tool,
                    ["input"] = JsonNode.Parse(call.Input.GetRawText()),
                },
            });
        }

        foreach (var result in message.Results)
        {
            content.Add(new JsonObject
            {
                ["toolResult"] = new JsonObject
                {
                    ["toolUseId"] = result.CallId,
                    ["content"] = Content(result.Text, result.Images, image => $"({image.Content.Length} bytes)"),
                },
            });
        }

        return new JsonObject
        {
            ["role"] = message.Role == AgentRole.Assistant ? "assistant" : "user",
            ["content"] = content,
        };
    }
}
