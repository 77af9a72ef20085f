using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Anthropic Claude Messages: turns of content blocks, tools, and a typed event stream.</summary>
internal sealed class AnthropicMessagesFormat(ReasoningSignatures signatures) : INativeFormat
{
    private const string ThinkingAlone =
        "`temperature` may only be 1 and `top_k` may not be given when thinking is enabled.";

    public string Name => "anthropic-messages";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        if (root.Text("anthropic_version", required: true) is { } version && version != "bedrock-2023-05-31")
        {
            root.Complain("anthropic_version", "must be bedrock-2023-05-31");
        }

        return Of(ReadConversation(root, body, model), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new AnthropicCall(model, signatures) { Request = request };

    /// <summary>
    /// Reads what a body says to the model, whichever way it came: in InvokeModel, or through the front door.
    /// </summary>
    /// <param name="root">The body; members of its surroundings are read already.</param>
    /// <param name="body">The same body.</param>
    /// <param name="model">The model.</param>
    /// <param name="needsLimit">Whether <c>max_tokens</c> must be there.</param>
    /// <exception cref="Ganban.Contracts.ModelledException">The body breaks the rules.</exception>
    public ChatRequest ReadConversation(
        NativeBody root, JsonElement body, CatalogModel model, bool needsLimit = true)
    {
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, model.OutputTokensMax ?? int.MaxValue, needsLimit),
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 1),
            TopP = (float)(root.Number("top_p", 0, 1) ?? 0.999),
            StopSequences = [.. root.Texts("stop_sequences", 8191)],
        };
        var messages = new List<ChatMessage>();
        System(root, messages);
        AnthropicTools.Read(root, options);
        ReadSwitches(root, options);
        var content = new AnthropicContent(model, signatures);
        var turns = root.Objects("messages", required: true).Select(turn => content.Read(turn, messages)).ToList();
        root.Check();
        if (turns.Count == 0)
        {
            throw new ValidationException("messages: at least one message is required");
        }

        AnthropicTools.CheckPairs(turns);
        AnthropicCache.CheckCount(body);
        if (Complaint(options, root.Any("temperature") is not null) is { } complaint)
        {
            throw new ValidationException(complaint);
        }

        return messages.Count > 0 && messages[^1].Role != ChatRole.Assistant
            ? new(messages, options)
            {
                HasCachePoint = AnthropicCache.IsAsked(body),
                CacheTtl = AnthropicCache.Ttl(body),
                Sources = content.Sources,
            }
            : throw new ValidationException(InvocationErrors.NoPrefill);
    }

    /// <summary>
    /// Reads what only Claude has, in a body or beside a Converse request: accepted where it asks for nothing special,
    /// refused where the engine can't do it.
    /// </summary>
    public static void ReadSwitches(NativeBody root, ChatOptions options)
    {
        options.TopK = root.Integer("top_k", 0, 500) is > 0 and var topK ? topK : null;
        root.Any("anthropic_beta");
        root.Any("metadata");
        var effort = root.Object("output_config") is { } output ? Output(output, options) : null;
        options.Reasoning = root.Object("thinking") is { } thinking
            ? Thinking(thinking, options.MaxOutputTokens, effort)
            : ReasoningSwitch.Off();
    }

    /// <summary>What does not go together with thinking, in Claude's words; null if all does.</summary>
    public static string? Complaint(ChatOptions options, bool hasTemperature) => options switch
    {
        _ when !ReasoningSwitch.IsTold(options.Reasoning) => null,
        { TopK: not null } => ThinkingAlone,
        _ when hasTemperature && options.Temperature != 1 => ThinkingAlone,
        { ToolMode: RequiredChatToolMode } => "Thinking may not be enabled when tool_choice forces tool use.",
        _ => null,
    };

    private static ReasoningOptions Thinking(NativeBody thinking, int? tokensMax, string? effort)
    {
        var type = thinking.OneOf("type", ["enabled", "adaptive", "disabled"], required: true);
        var budget = type == "enabled"
            ? thinking.Integer("budget_tokens", 1024, (tokensMax ?? int.MaxValue) - 1, required: true)
            : null;
        thinking.RefuseOthers();
        return type switch
        {
            "enabled" => ReasoningSwitch.Budget(budget ?? 0),
            "adaptive" => ReasoningSwitch.Named(effort),
            _ => ReasoningSwitch.Off(),
        };
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

    // How much effort to spend; it says how long to think, and nothing to engines that are not to.
    private static string? Output(NativeBody output, ChatOptions options)
    {
        var effort = output.OneOf("effort", ["low", "medium", "high", "xhigh", "max"]);
        if (output.Object("format") is { } format)
        {
            if (format.RequiredText("type") is var type and not ("json_schema" or ""))
            {
                format.Complain("type", $"{type} is not a valid enum value");
            }

            if (format.FreeObject("schema", required: true) is { } schema)
            {
                options.ResponseFormat = ChatResponseFormat.ForJsonSchema(schema);
            }

            format.RefuseOthers();
        }

        output.RefuseOthers();
        return effort;
    }
}
