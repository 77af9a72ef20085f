using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>What Converse, ConverseStream and CountTokens have in common.</summary>
internal sealed record ConverseInput
{
    public string ModelId { get; init; } = "";

    public IReadOnlyDictionary<string, PromptVariableValues> PromptVariables { get; init; } =
        new Dictionary<string, PromptVariableValues>();

    public IReadOnlyList<Message> Messages { get; init; } = [];

    public IReadOnlyList<SystemContentBlock> System { get; init; } = [];

    /// <summary>The names of documents whose content is their pages.</summary>
    public IReadOnlySet<string> PagedDocuments { get; init; } = new HashSet<string>();

    public InferenceConfiguration? Inference { get; init; }

    public ToolConfiguration? Tools { get; init; }

    /// <summary>Whether tools that were called must be declared.</summary>
    public bool NeedsToolConfig { get; init; } = true;

    /// <summary>Whether a tool was called.</summary>
    public bool HasToolBlocks => Messages.SelectMany(message => message.Content)
        .Any(block => block is ContentBlock.ToolUse or ContentBlock.ToolResult);

    public JsonElement? AdditionalFields { get; init; }

    public IReadOnlyList<string> ResponseFieldPaths { get; init; } = [];

    public OutputConfig? Output { get; init; }

    public bool IsStreaming { get; init; }

    public static ConverseInput Of(ConverseRequest request) => new()
    {
        ModelId = request.ModelId,
        PromptVariables = request.PromptVariables ?? new Dictionary<string, PromptVariableValues>(),
        Messages = request.Messages ?? [],
        System = request.System ?? [],
        Inference = request.InferenceConfig,
        Tools = request.ToolConfig,
        AdditionalFields = request.AdditionalModelRequestFields,
        ResponseFieldPaths = request.AdditionalModelResponseFieldPaths ?? [],
        Output = request.OutputConfig,
    };

    public static ConverseInput Of(ConverseStreamRequest request) => new()
    {
        ModelId = request.ModelId,
        PromptVariables = request.PromptVariables ?? new Dictionary<string, PromptVariableValues>(),
        Messages = request.Messages ?? [],
        System = request.System ?? [],
        Inference = request.InferenceConfig,
        Tools = request.ToolConfig,
        AdditionalFields = request.AdditionalModelRequestFields,
        ResponseFieldPaths = request.AdditionalModelResponseFieldPaths ?? [],
        Output = request.OutputConfig,
        IsStreaming = true,
    };

    public static ConverseInput Of(ConverseTokensRequest request) => new()
    {
        Messages = request.Messages ?? [],
        System = request.System ?? [],
        Tools = request.ToolConfig,
        AdditionalFields = request.AdditionalModelRequestFields,
    };

    /// <summary>All text of the prompt, as a prompt router reads it.</summary>
    public string PromptText() => string.Join(
        "\n",
        System.Select(ConverseContent.SystemText)
            .Concat(Messages.SelectMany(message => message.Content).Select(ConverseContent.PlainText))
            .Where(text => text.Length > 0));

    /// <summary>Checks the conversation's rules, before the model runs, and makes the request for the engine.</summary>
    public ChatRequest ToChat(CatalogModel model, ReasoningSignatures signatures)
    {
        ResponseFields.Check(ResponseFieldPaths);
        ConversationRules.Check(this, model);
        CheckSignatures(signatures.For(model));
        var messages = new List<ChatMessage>();
        if (ConverseContent.SystemMessage(System) is { } system)
        {
            if (!ModelLimits.AllowsSystem(model))
            {
                throw ConverseErrors.NoSystem();
            }

            messages.Add(system);
        }

        foreach (var message in Messages)
        {
            ConverseContent.Add(message, messages);
        }

        var points = CachePoints().ToList();
        return new ChatRequest(messages, ConverseOptions.Of(this, model))
        {
            HasCachePoint = points.Count > 0,
            CacheTtl = ChatRequest.TtlOf([.. points.Select(point => point.Ttl)]),
            Sources = ConverseCitations.Sources(Messages, PagedDocuments),
        };
    }

    private void CheckSignatures(ReasoningSignatures? signatures)
    {
        for (var message = 0; message < Messages.Count && signatures is not null; message++)
        {
            for (var block = 0; block < Messages[message].Content.Count; block++)
            {
                if (Messages[message].Content[block] is ContentBlock.ReasoningContent
                    {
                        Value: ReasoningContentBlock.ReasoningText { Value: var thought },
                    }
                    && !signatures.IsGood(thought.Text, thought.Signature ?? ""))
                {
                    throw InvocationErrors.ModelReturned(
                        InvocationErrors.BadSignature($"messages.{message}.content.{block}").Message);
                }
            }
        }
    }

    private IEnumerable<CachePointBlock> CachePoints() =>
        System.OfType<SystemContentBlock.CachePoint>().Select(block => block.Value)
            .Concat((Tools?.Tools ?? []).OfType<Tool.CachePoint>().Select(tool => tool.Value))
            .Concat(Messages.SelectMany(message => message.Content)
                .OfType<ContentBlock.CachePoint>().Select(block => block.Value));
}
