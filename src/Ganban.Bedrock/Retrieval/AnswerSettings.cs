using System.Text.Json;
using Ganban.Bedrock.Guardrails;
using Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Retrieval;

/// <summary>How a question is to be answered, whatever from.</summary>
internal sealed record AnswerSettings
{
    private const string Root = "retrieveAndGenerateConfiguration";

    /// <summary>The model that answers.</summary>
    public required string ModelArn { get; init; }

    /// <summary>The knowledge base to answer from; null where there are <see cref="Sources"/>.</summary>
    public string? KnowledgeBase { get; init; }

    /// <summary>The documents to answer from; null where there is a <see cref="KnowledgeBase"/>.</summary>
    public IReadOnlyList<ExternalSource>? Sources { get; init; }

    /// <summary>How to search.</summary>
    public KnowledgeBaseVectorSearchConfiguration? Search { get; init; }

    /// <summary>How the question becomes what is searched for; null for nothing said.</summary>
    public OrchestrationConfiguration? Orchestration { get; init; }

    /// <summary>The guardrail that looks at question and answer; null for none.</summary>
    public GuardOptions? Guardrail { get; init; }

    /// <summary>The caller's prompt.</summary>
    public string? Template { get; init; }

    /// <summary>How the model is to draw words.</summary>
    public TextInferenceConfig? Inference { get; init; }

    /// <summary>What the model's family knows beyond that.</summary>
    public IReadOnlyDictionary<string, JsonElement>? AdditionalFields { get; init; }

    /// <summary>Reads a request.</summary>
    /// <exception cref="Contracts.ModelledException">Something is missing, wrong, or not there yet.</exception>
    public static AnswerSettings Read(RetrieveAndGenerateRequest request)
    {
        var configuration = request.RetrieveAndGenerateConfiguration
            ?? throw RetrievalErrors.Wrong(Root, "It is missing. Name a knowledge base and a model.");
        return configuration.Type == RetrieveAndGenerateType.KnowledgeBase
            ? Read(configuration.KnowledgeBaseConfiguration
                ?? throw Missing("knowledgeBaseConfiguration", configuration.Type))
            : Read(configuration.ExternalSourcesConfiguration
                ?? throw Missing("externalSourcesConfiguration", configuration.Type));
    }

    private static AnswerSettings Read(KnowledgeBaseRetrieveAndGenerateConfiguration configuration)
    {
        var generation = configuration.GenerationConfiguration;
        var template = generation?.PromptTemplate?.TextPromptTemplate;
        AnswerPrompt.Check(
            template, Root + ".knowledgeBaseConfiguration.generationConfiguration.promptTemplate.textPromptTemplate");
        return new AnswerSettings
        {
            ModelArn = configuration.ModelArn,
            KnowledgeBase = configuration.KnowledgeBaseId,
            Search = configuration.RetrievalConfiguration?.VectorSearchConfiguration,
            Orchestration = configuration.OrchestrationConfiguration,
            Template = template,
            Inference = generation?.InferenceConfig?.TextInferenceConfig,
            AdditionalFields = generation?.AdditionalModelRequestFields,
            Guardrail = Guard(generation?.GuardrailConfiguration),
        };
    }

    private static AnswerSettings Read(ExternalSourcesRetrieveAndGenerateConfiguration configuration)
    {
        var generation = configuration.GenerationConfiguration;
        var template = generation?.PromptTemplate?.TextPromptTemplate;
        AnswerPrompt.Check(
            template, Root + ".externalSourcesConfiguration.generationConfiguration.promptTemplate.textPromptTemplate");
        return new AnswerSettings
        {
            ModelArn = configuration.ModelArn,
            Sources = configuration.Sources,
            Template = template,
            Inference = generation?.InferenceConfig?.TextInferenceConfig,
            AdditionalFields = generation?.AdditionalModelRequestFields,
            Guardrail = Guard(generation?.GuardrailConfiguration),
        };
    }

    private static GuardOptions? Guard(GuardrailConfiguration? guardrail) =>
        GuardOptions.Of(guardrail?.GuardrailId, guardrail?.GuardrailVersion, trace: null);

    private static ValidationException Missing(string member, string type) =>
        RetrievalErrors.Wrong($"{Root}.{member}", $"It is missing, which the type {type} needs.");
}
