using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Converse;

/// <summary>What Converse, ConverseStream and CountTokens have in common.</summary>
internal sealed record ConverseInput
{
    public IReadOnlyList<Message> Messages { get; init; } = [];

    public IReadOnlyList<SystemContentBlock> System { get; init; } = [];

    public InferenceConfiguration? Inference { get; init; }

    public ToolConfiguration? Tools { get; init; }

    public JsonElement? AdditionalFields { get; init; }

    public IReadOnlyList<string> ResponseFieldPaths { get; init; } = [];

    public OutputConfig? Output { get; init; }

    public bool IsStreaming { get; init; }

    public static ConverseInput Of(ConverseRequest request)
    {
        RefuseGuardrail(request.GuardrailConfig is not null);
        return new()
        {
            Messages = request.Messages ?? [],
            System = request.System ?? [],
            Inference = request.InferenceConfig,
            Tools = request.ToolConfig,
            AdditionalFields = request.AdditionalModelRequestFields,
            ResponseFieldPaths = request.AdditionalModelResponseFieldPaths ?? [],
            Output = request.OutputConfig,
        };
    }

    public static ConverseInput Of(ConverseStreamRequest request)
    {
        RefuseGuardrail(request.GuardrailConfig is not null);
        return new()
        {
            Messages = request.Messages ?? [],
            System = request.System ?? [],
            Inference = request.InferenceConfig,
            Tools = request.ToolConfig,
            AdditionalFields = request.AdditionalModelRequestFields,
            ResponseFieldPaths = request.AdditionalModelResponseFieldPaths ?? [],
            Output = request.OutputConfig,
            IsStreaming = true,
        };
    }

    public static ConverseInput Of(ConverseTokensRequest request) => new()
    {
        Messages = request.Messages ?? [],
        System = request.System ?? [],
        Tools = request.ToolConfig,
        AdditionalFields = request.AdditionalModelRequestFields,
    };

    /// <summary>Checks the conversation's rules, before the model runs, and makes the request for the engine.</summary>
    public ChatRequest ToChat(CatalogModel model)
    {
        ResponseFields.Check(ResponseFieldPaths);
        ConversationRules.Check(this, model);
        var messages = new List<ChatMessage>();
        var system = string.Join("\n", System.Select(ConverseContent.SystemText).Where(text => text.Length > 0));
        if (system.Length > 0)
        {
            if (!ModelLimits.AllowsSystem(model))
            {
                throw ConverseErrors.NoSystem();
            }

            messages.Add(new(ChatRole.System, system));
        }

        foreach (var message in Messages)
        {
            ConverseContent.Add(message, messages);
        }

        var points = CachePoints().ToList();
        return new ChatRequest(messages, ConverseOptions.Of(this, model))
        {
            HasCachePoint = points.Count > 0,
            KeepsCacheForHour = points.Count > 0 && points.All(point => point.Ttl == "1h"),
        };
    }

    private IEnumerable<CachePointBlock> CachePoints() =>
        System.OfType<SystemContentBlock.CachePoint>().Select(block => block.Value)
            .Concat((Tools?.Tools ?? []).OfType<Tool.CachePoint>().Select(tool => tool.Value))
            .Concat(Messages.SelectMany(message => message.Content)
                .OfType<ContentBlock.CachePoint>().Select(block => block.Value));

    private static void RefuseGuardrail(bool asked)
    {
        if (asked)
        {
            throw InvocationErrors.NotImplemented("guardrailConfig of Converse");
        }
    }
}
