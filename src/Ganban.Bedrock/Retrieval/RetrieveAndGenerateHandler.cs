using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Answers a question from a knowledge base or a document.</summary>
internal sealed class RetrieveAndGenerateHandler(AnswerPreparation preparation, KnowledgeAnswers answers)
    : IOperationHandler<RetrieveAndGenerateRequest, RetrieveAndGenerateResponse>
{
    /// <inheritdoc/>
    public async Task<RetrieveAndGenerateResponse> Handle(
        RetrieveAndGenerateRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var prepared = await preparation.Prepare(request, context, cancellationToken);
        return await answers.Complete(prepared, context, cancellationToken);
    }
}
