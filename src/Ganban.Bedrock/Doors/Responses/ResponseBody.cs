using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Doors.ChatCompletions;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>A body that asks for a response, but for its input.</summary>
internal sealed record ResponseBody
{
    private const string Api = "the Responses API";
    private const string PreviousMember = "previous_response_id";

    private static readonly string[] Undone =
    [
        "conversation", "prompt", "context_management", "moderation",
    ];

    /// <summary>Sampling, limits, tools.</summary>
    public required ChatOptions Options { get; init; }

    /// <summary>What the system says.</summary>
    public string? Instructions { get; init; }

    /// <summary>The response that this one goes on from.</summary>
    public string? Previous { get; init; }

    /// <summary>Whether the response is kept.</summary>
    public bool IsKept { get; init; }

    /// <summary>The response that a body goes on from; null for none, or where what it says is no text.</summary>
    public static string? PreviousIn(JsonElement body) =>
        body.TryGetProperty(PreviousMember, out var previous) && previous.ValueKind == JsonValueKind.String
            ? previous.GetString()
            : null;

    /// <summary>Reads the members; what is wrong with them is among the body's complaints.</summary>
    /// <exception cref="Ganban.Contracts.ModelledException">The body asks for what can't be done.</exception>
    public static ResponseBody Read(NativeBody root, CatalogModel model)
    {
        RefuseUndone(root);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_output_tokens", 1, model.OutputTokensMax ?? int.MaxValue)
                ?? model.OutputTokensMax,
            Temperature = (float?)root.Number("temperature", 0, 2),
            TopP = (float?)root.Number("top_p", 0, 1),
            AllowMultipleToolCalls = root.Boolean("parallel_tool_calls"),
            ResponseFormat = Format(root),
            Reasoning = Reasoning(root),
        };
        ReadTools(root, options);
        ReadSwitches(root);
        return new()
        {
            Options = options,
            Instructions = root.Text("instructions"),
            Previous = root.Text(PreviousMember),
            IsKept = root.Boolean("store") ?? true,
        };
    }

    private static void RefuseUndone(NativeBody root)
    {
        var asked = Undone.FirstOrDefault(name => root.Any(name) is not null)
            ?? (root.Boolean("background") == true ? "background" : null)
            ?? (root.Integer("top_logprobs", 0, 20) > 0 ? "top_logprobs" : null)
            ?? (root.Texts("include").Contains("message.output_text.logprobs") ? "message.output_text.logprobs" : null);
        if (asked is not null)
        {
            throw InvocationErrors.NotImplemented($"{asked} in {Api}");
        }
    }

    private static ChatResponseFormat? Format(NativeBody root)
    {
        if (root.Object("text") is not { } text)
        {
            return null;
        }

        if (text.OneOf("verbosity", ["low", "medium", "high"]) is "low" or "high")
        {
            throw InvocationErrors.NotImplemented($"text.verbosity in {Api}");
        }

        var format = text.Object("format");
        text.RefuseOthers();
        switch (format?.OneOf("type", ["text", "json_object", "json_schema"], required: true))
        {
            case "json_schema":
                return ChatFormat.Schema(format);
            case var type:
                format?.RefuseOthers();
                return type == "json_object" ? ChatResponseFormat.Json : null;
        }
    }

    private static void ReadTools(NativeBody root, ChatOptions options)
    {
        var tools = new List<AITool>();
        foreach (var tool in root.Objects("tools"))
        {
            if (tool.RequiredText("type", 1, 64) is var type and not ("function" or ""))
            {
                throw InvocationErrors.NotImplemented($"tools of type {type[..Math.Min(type.Length, 64)]} in {Api}");
            }

            ChatTools.Declare(tool, tools);
        }

        options.Tools = tools.Count > 0 ? tools : null;
        if (root.Any("tool_choice") is { } choice)
        {
            options.ToolMode = choice.ValueKind == JsonValueKind.Object
                ? Named(root.Object("tool_choice")!, tools)
                : ChatTools.Mode(root, root.OneOf("tool_choice", ["auto", "none", "required"]), tools);
        }
    }

    private static ChatToolMode? Named(NativeBody choice, List<AITool> tools)
    {
        if (choice.RequiredText("type", 1, 64) is var type and not ("function" or ""))
        {
            throw InvocationErrors.NotImplemented($"tool_choice {type[..Math.Min(type.Length, 64)]} in {Api}");
        }

        var name = choice.RequiredText("name");
        choice.RefuseOthers();
        if (tools.Any(tool => tool.Name == name))
        {
            return ChatToolMode.RequireSpecific(name);
        }

        choice.Complain("name", $"{name} is not among the tools");
        return null;
    }

    private static ReasoningOptions? Reasoning(NativeBody root)
    {
        if (root.Object("reasoning") is not { } reasoning)
        {
            return null;
        }

        reasoning.OneOf("summary", ["auto", "concise", "detailed"]);
        reasoning.OneOf("generate_summary", ["auto", "concise", "detailed"]);
        var options = ReasoningSwitch.Read(reasoning, "effort", ChatCompletionsBody.Efforts);
        reasoning.RefuseOthers();
        return options;
    }

    // Checked, and without effect on the engine.
    private static void ReadSwitches(NativeBody root)
    {
        root.Text("model");
        root.Boolean("stream");
        root.Text("user");
        root.Text("safety_identifier");
        root.Text("prompt_cache_key");
        root.Text("prompt_cache_retention");
        root.Text("service_tier");
        root.Integer("max_tool_calls", 1, int.MaxValue);
        root.OneOf("truncation", ["auto", "disabled"]);
        if (root.Object("stream_options") is { } stream)
        {
            stream.Boolean("include_obfuscation");
            stream.RefuseOthers();
        }

        if (root.Object("metadata") is { } metadata)
        {
            foreach (var name in metadata.Names())
            {
                metadata.RequiredText(name, 0, 512);
            }
        }
    }
}
