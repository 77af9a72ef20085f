using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote;

/// <summary>The parts of a conversation that both APIs write alike.</summary>
internal static class ChatBody
{
    /// <summary>The tools that may be called, as both APIs declare them; null for none.</summary>
    /// <exception cref="UnsupportedContentException">A tool is no function.</exception>
    public static JsonArray? Tools(ChatOptions? options, string model) =>
        options?.Tools is not { Count: > 0 } tools || options.ToolMode is NoneChatToolMode
            ? null
            : new JsonArray([.. tools.Select(tool => Tool(tool, model))]);

    /// <summary>The conversation with the instructions at its front.</summary>
    public static IEnumerable<ChatMessage> Messages(IEnumerable<ChatMessage> messages, ChatOptions? options) =>
        options?.Instructions is { Length: > 0 } instructions
            ? messages.Prepend(new ChatMessage(ChatRole.System, instructions))
            : messages;

    /// <summary>The limit on the answer's tokens; null if there is none that could matter.</summary>
    public static int? TokensMax(ChatOptions options, RemoteEngineOptions engine) =>
        options.MaxOutputTokens < (engine.ContextLength ?? int.MaxValue) ? options.MaxOutputTokens : null;

    /// <summary>The exception for content that an API has no place for.</summary>
    public static UnsupportedContentException Unsupported(AIContent content, string model) => new(
        content switch
        {
            DataContent data => $"content of type {data.MediaType}",
            UriContent uri => $"content of type {uri.MediaType} at an address",
            _ => content.GetType().Name,
        },
        model);

    /// <summary>Sets a member unless the value is null.</summary>
    public static void Set(this JsonObject json, string name, JsonNode? value)
    {
        if (value is not null)
        {
            json[name] = value;
        }
    }

    private static JsonObject Tool(AITool tool, string model)
    {
        var declared = tool as AIFunctionDeclaration
            ?? throw new UnsupportedContentException($"the tool '{tool.Name}' ({tool.GetType().Name})", model);
        var function = new JsonObject { ["name"] = declared.Name };
        function.Set("description", declared.Description.Length > 0 ? declared.Description : null);
        function["parameters"] = JsonNode.Parse(declared.JsonSchema.GetRawText());
        return new JsonObject { ["type"] = "function", ["function"] = function };
    }
}
