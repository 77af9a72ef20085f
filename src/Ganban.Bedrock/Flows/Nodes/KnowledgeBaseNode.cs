using System.Text.Json;
using Ganban.Bedrock.Flows.Graph;
using Ganban.Bedrock.Flows.Running;
using Ganban.Bedrock.Retrieval;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Agent = Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Flows.Nodes;

/// <summary>Looks something up in a knowledge base, and with a model answers from what is found.</summary>
internal sealed class KnowledgeBaseNode(
    RetrieveHandler retrieve, RetrieveAndGenerateHandler generate, TimeProvider clock) : IFlowNode
{
    /// <inheritdoc/>
    public string Type => Agent.FlowNodeType.KnowledgeBase;

    /// <inheritdoc/>
    public async Task<NodeResult> Run(NodeCall call, CancellationToken cancellationToken)
    {
        var settings = ((Agent.FlowNodeConfiguration.KnowledgeBase)call.Node.Configuration!).Value;
        var search = new KnowledgeBaseVectorSearchConfiguration
        {
            NumberOfResults = settings.NumberOfResults,
            RerankingConfiguration = settings.RerankingConfiguration is { } reranking
                ? ShapeJson.Same<Agent.VectorSearchRerankingConfiguration, VectorSearchRerankingConfiguration>(
                    reranking)
                : null,
        };
        var configuration = new KnowledgeBaseRetrievalConfiguration { VectorSearchConfiguration = search };
        return settings.ModelId is { } model
            ? await Generate(call, settings, model, configuration, cancellationToken)
            : await Retrieve(call, settings, configuration, cancellationToken);
    }

    private async Task<NodeResult> Retrieve(
        NodeCall call,
        Agent.KnowledgeBaseFlowNodeConfiguration settings,
        KnowledgeBaseRetrievalConfiguration configuration,
        CancellationToken cancellationToken)
    {
        var request = new RetrieveRequest
        {
            KnowledgeBaseId = settings.KnowledgeBaseId,
            RetrievalQuery = new KnowledgeBaseQuery { Text = call.Text("retrievalQuery") },
            RetrievalConfiguration = configuration,
            GuardrailConfiguration = Guardrail(settings.GuardrailConfiguration),
        };
        var context = call.Flow.Context();
        var response = await retrieve.Handle(request, context, cancellationToken);
        var results = JsonSerializer.SerializeToElement(response.RetrievalResults.Select(ShapeJson.Write));
        Tell(call, "Retrieve", context.RequestId, results);
        return NodeResult.Of("retrievalResults", results);
    }

    private async Task<NodeResult> Generate(
        NodeCall call,
        Agent.KnowledgeBaseFlowNodeConfiguration settings,
        string model,
        KnowledgeBaseRetrievalConfiguration configuration,
        CancellationToken cancellationToken)
    {
        var request = new RetrieveAndGenerateRequest
        {
            Input = new RetrieveAndGenerateInput { Text = call.Text("retrievalQuery") },
            RetrieveAndGenerateConfiguration = new RetrieveAndGenerateConfiguration
            {
                Type = RetrieveAndGenerateType.KnowledgeBase,
                KnowledgeBaseConfiguration = new KnowledgeBaseRetrieveAndGenerateConfiguration
                {
                    KnowledgeBaseId = settings.KnowledgeBaseId,
                    ModelArn = model,
                    RetrievalConfiguration = configuration,
                    GenerationConfiguration = new GenerationConfiguration
                    {
                        GuardrailConfiguration = Guardrail(settings.GuardrailConfiguration),
                        InferenceConfig = Inference(settings.InferenceConfiguration),
                        PromptTemplate = Template(settings.PromptTemplate),
                    },
                    OrchestrationConfiguration = settings.OrchestrationConfiguration is { } orchestration
                        ? new OrchestrationConfiguration
                        {
                            AdditionalModelRequestFields = orchestration.AdditionalModelRequestFields,
                            InferenceConfig = Inference(orchestration.InferenceConfig),
                            PromptTemplate = Template(orchestration.PromptTemplate),
                        }
                        : null,
                },
            },
        };
        var context = call.Flow.Context();
        var response = await generate.Handle(request, context, cancellationToken);
        var text = DataTypes.Value(response.Output.Text);
        Tell(call, "RetrieveAndGenerate", context.RequestId, text);
        return NodeResult.Of("outputText", text);
    }

    private void Tell(NodeCall call, string operation, string requestId, JsonElement response) =>
        call.Tell(new FlowEvent.Acted(
            call.Node.Name,
            clock.GetUtcNow(),
            "Bedrock",
            operation,
            requestId,
            call.Value("retrievalQuery"),
            response));

    private static GuardrailConfiguration? Guardrail(Agent.GuardrailConfiguration? guardrail) =>
        guardrail is { GuardrailIdentifier: { } id }
            ? new GuardrailConfiguration { GuardrailId = id, GuardrailVersion = guardrail.GuardrailVersion ?? "DRAFT" }
            : null;

    private static InferenceConfig? Inference(Agent.PromptInferenceConfiguration? inference) =>
        inference is Agent.PromptInferenceConfiguration.Text { Value: var text }
            ? new InferenceConfig
            {
                TextInferenceConfig =
                    ShapeJson.Same<Agent.PromptModelInferenceConfiguration, TextInferenceConfig>(text),
            }
            : null;

    private static PromptTemplate? Template(Agent.KnowledgeBasePromptTemplate? template) =>
        template?.TextPromptTemplate is { } text ? new PromptTemplate { TextPromptTemplate = text } : null;
}
