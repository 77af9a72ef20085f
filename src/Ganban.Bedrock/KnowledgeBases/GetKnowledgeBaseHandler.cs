using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Shows a knowledge base.</summary>
internal sealed class GetKnowledgeBaseHandler(KnowledgeBases knowledgeBases)
    : IOperationHandler<GetKnowledgeBaseRequest, GetKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<GetKnowledgeBaseResponse> Handle(
        GetKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        return new GetKnowledgeBaseResponse { KnowledgeBase = stored.ToKnowledgeBase(tenant) };
    }
}
