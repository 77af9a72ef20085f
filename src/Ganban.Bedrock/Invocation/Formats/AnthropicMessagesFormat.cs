using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Anthropic Claude Messages: turns of content blocks, tools, and a typed event stream.</summary>
internal sealed class AnthropicMessagesFormat : INativeFormat
{
    public string Name => "anthropic-messages";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        if (root.Text("anthropic_version", required: true) is { } version && version != "bedrock-2023-05-31")
        {
            root.Complain("anthropic_version", "must be bedrock-2023-05-31");
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, model.OutputTokensMax ?? int.MaxValue, required: true),
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 1),
            TopP = (float)(root.Number("top_p", 0, 1) ?? 0.999),
            TopK = root.Integer("top_k", 0, 500) is > 0 and var topK ? topK : null,
            StopSequences = [.. root.Texts("stop_sequences", 8191)],
        };
        var messages = new List<ChatMessage>();
        System(root, messages);
        Tools(root, options);
        Switches(root, options);
        var turns = root.Objects("messages", required: true).ToArray();
        foreach (var turn in turns)
        {
            AnthropicContent.Read(turn, messages);
        }

        root.Check();
        if (messages.Count == 0 || messages[^1].Role == ChatRole.Assistant)
        {
            throw InvocationErrors.MalformedBody("messages: the conversation must end with a user message");
        }

        return new AnthropicCall(model) { Request = new(messages, options) };
    }

    private static void System(NativeBody root, List<ChatMessage> messages)
    {
        if (root.Any("system") is not { } system)
        {
            return;
        }

        var text = system.ValueKind == JsonValueKind.Array
            ? string.Join("\n", root.Objects("system").Select(AnthropicContent.TextBlock))
            : root.Text("system");
        if (!string.IsNullOrEmpty(text))
        {
            messages.Add(new(ChatRole.System, text));
        }
    }

    private static void Tools(NativeBody root, ChatOptions options)
    {
        var tools = new List<AITool>();
        foreach (var tool in root.Objects("tools"))
        {
            var type = tool.Text("type");
            if (type is not (null or "custom"))
            {
                tool.Complain(
                    "type",
                    $"tools of type {type} run in Anthropic's own clients; the engine supports custom tools only");
            }

            var name = tool.RequiredText("name");
            var schema = tool.Any("input_schema", required: true) ?? default;
            tools.Add(AIFunctionFactory.CreateDeclaration(name, tool.Text("description"), schema));
            tool.Any("cache_control");
            tool.Any("strict");
            tool.RefuseOthers();
        }

        options.Tools = tools.Count > 0 ? tools : null;
        if (root.Object("tool_choice") is { } choice)
        {
            var name = choice.Text("name");
            options.ToolMode = choice.RequiredText("type") switch
            {
                "any" => ChatToolMode.RequireAny,
                "tool" when tools.Any(tool => tool.Name == name) => ChatToolMode.RequireSpecific(name!),
                "none" => ChatToolMode.None,
                "auto" => ChatToolMode.Auto,
                _ => null,
            };
            if (options.ToolMode is null)
            {
                choice.Complain("type", "must be auto, any, none, or tool with the name of an offered tool");
            }

            options.AllowMultipleToolCalls = !choice.Boolean("disable_parallel_tool_use");
            choice.RefuseOthers();
        }
    }

    // Members that steer what only Claude has: accepted where they ask for nothing, refused where they ask for it.
    private static void Switches(NativeBody root, ChatOptions options)
    {
        root.Any("anthropic_beta");
        root.Any("metadata");
        if (root.Object("thinking") is { } thinking)
        {
            if (thinking.Text("type", required: true) is "enabled" or "adaptive")
            {
                thinking.Complain("type", "the engine that answers has no separate thinking; use disabled");
            }

            thinking.Any("budget_tokens");
        }

        if (root.Object("output_config")?.Object("format") is { } format)
        {
            format.Text("type", required: true);
            options.ResponseFormat = format.Any("schema", required: true) is { } schema
                ? ChatResponseFormat.ForJsonSchema(schema)
                : null;
        }
    }
}
