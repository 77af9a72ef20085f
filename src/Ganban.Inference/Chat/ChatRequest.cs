using System.Text.Json.Nodes;
using Ganban.Inference.Constraints;
using Ganban.Inference.Generation;
using Ganban.Inference.Sampling;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Chat;

/// <summary>What chat options ask of the engine.</summary>
internal sealed class ChatRequest
{
    private const int CallsMax = 16;

    private readonly ChatOptions? _options;
    private readonly PromptRenderer _renderer;
    private readonly string? _modelId;

    /// <summary>Reads <paramref name="options"/> for a model.</summary>
    /// <exception cref="UnsupportedContentException">It offers tools that the model can't use.</exception>
    public ChatRequest(ChatOptions? options, PromptRenderer renderer, string? modelId)
    {
        _options = options;
        _renderer = renderer;
        _modelId = modelId;
        Tools = options is null or { ToolMode: NoneChatToolMode } or { Tools: null } ? [] : [.. options.Tools.Select(
            tool => tool as AIFunctionDeclaration
                ?? throw new UnsupportedContentException($"the tool '{tool.Name}' ({tool.GetType().Name})", modelId))];
        if (Tools.Count > 0 && renderer.ToolFormat is null)
        {
            throw new UnsupportedContentException("tools: its chat template has no place for them", modelId);
        }
    }

    /// <summary>The tools on offer; empty when none may be called.</summary>
    public IReadOnlyList<AIFunctionDeclaration> Tools { get; }

    /// <summary>True when token details are wanted.</summary>
    public bool WantsTokens =>
        _options?.AdditionalProperties?.TryGetValue(ChatProperties.TokenDetails, out bool wanted) == true && wanted;

    /// <summary>Who asks; null for nobody in particular.</summary>
    public string? Caller => _options?.AdditionalProperties?.GetValueOrDefault(ChatProperties.Caller) as string;

    /// <summary>The prompt's tokens.</summary>
    public RenderedPrompt Prompt(IEnumerable<ChatMessage> messages, CancellationToken cancellationToken) =>
        _renderer.Render(
            messages,
            _options?.Instructions,
            Tools,
            _options?.Reasoning?.Effort,
            IsHeldFromTheStart,
            cancellationToken);

    /// <summary>True when a schema or a call is due from the first token, so that there is no place to think.</summary>
    private bool IsHeldFromTheStart => _options?.ResponseFormat is ChatResponseFormatJson
        || (Tools.Count > 0 && _options?.ToolMode is RequiredChatToolMode);

    /// <summary>The request to the engine for <paramref name="prompt"/>, still without its pictures.</summary>
    /// <exception cref="UnsupportedContentException">Too many tools may be called.</exception>
    /// <exception cref="JsonSchemaException">A tool's or the answer's schema can't be followed.</exception>
    public GenerationRequest ToGeneration(RenderedPrompt prompt, Lazy<ConstraintVocabulary> vocabulary)
    {
        var sampling = new SamplingOptions();
        return new GenerationRequest
        {
            Prompt = prompt.Tokens,
            Caller = Caller,
            MaxTokens = _options?.MaxOutputTokens ?? int.MaxValue,
            StopSequences = [.. _options?.StopSequences ?? []],
            TokenDetails = WantsTokens,
            PromptTokenDetails = WantsTokens && prompt.Images.Count == 0,
            Constraint = Constraint(vocabulary),
            Sampling = sampling with
            {
                Temperature = _options?.Temperature ?? sampling.Temperature,
                TopP = _options?.TopP ?? sampling.TopP,
                TopK = _options?.TopK ?? sampling.TopK,
                FrequencyPenalty = _options?.FrequencyPenalty ?? sampling.FrequencyPenalty,
                PresencePenalty = _options?.PresencePenalty ?? sampling.PresencePenalty,
                Seed = _options?.Seed is { } seed ? unchecked((ulong)seed) : null,
            },
        };
    }

    private ITokenConstraint? Constraint(Lazy<ConstraintVocabulary> vocabulary)
    {
        var answer = _options?.ResponseFormat is ChatResponseFormatJson format
            ? format.Schema is { } schema
                ? JsonNode.Parse(schema.GetRawText())
                : new JsonObject { ["type"] = "object" }
            : null;
        if (Tools.Count == 0)
        {
            return answer is null ? null : new JsonSchemaConstraint(vocabulary.Value, answer);
        }

        var required = _options!.ToolMode as RequiredChatToolMode;
        var offered = Tools
            .Where(t => required?.RequiredFunctionName is not { } name || t.Name == name)
            .Select(t => new OfferedTool(t.Name, JsonNode.Parse(t.JsonSchema.GetRawText())))
            .ToList();
        if (offered.Count == 0)
        {
            throw new ArgumentException($"The required tool '{required?.RequiredFunctionName}' is not on offer.");
        }

        if (offered.Count > ToolCallConstraint.ToolsMax)
        {
            throw new UnsupportedContentException(
                $"{offered.Count} tools that may be called, only up to {ToolCallConstraint.ToolsMax}", _modelId);
        }

        return new ToolCallConstraint(
            vocabulary.Value,
            _renderer.ToolFormat!,
            offered,
            required is null ? ToolCallMode.Auto : ToolCallMode.Required,
            _options.AllowMultipleToolCalls == false ? 1 : CallsMax,
            answer);
    }
}
