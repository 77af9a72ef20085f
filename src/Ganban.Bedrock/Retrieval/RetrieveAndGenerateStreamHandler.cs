using Ganban.Bedrock.Engines;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Answers a question from a knowledge base or a document as the answer grows.</summary>
internal sealed class RetrieveAndGenerateStreamHandler(AnswerPreparation preparation, KnowledgeAnswers answers)
    : IOperationHandler<RetrieveAndGenerateStreamRequest, RetrieveAndGenerateStreamResponse>
{
    /// <inheritdoc/>
    public async Task<RetrieveAndGenerateStreamResponse> Handle(
        RetrieveAndGenerateStreamRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var whole = new RetrieveAndGenerateRequest
        {
            Input = request.Input,
            RetrieveAndGenerateConfiguration = request.RetrieveAndGenerateConfiguration,
            SessionConfiguration = request.SessionConfiguration,
            SessionId = request.SessionId,
        };
        var prepared = await preparation.Prepare(whole, context, cancellationToken);
        context.Header(ModelEngines.Header, prepared.Engine.Name);
        return new RetrieveAndGenerateStreamResponse
        {
            SessionId = prepared.SessionId,
            Stream = answers.Stream(prepared, context, cancellationToken),
        };
    }
}
