using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>Changes when, and whether, an agent's draft searches a knowledge base; what is left out stays.</summary>
internal sealed class UpdateAgentKnowledgeBaseHandler(StoredAgents agents, TimeProvider clock)
    : IOperationHandler<UpdateAgentKnowledgeBaseRequest, UpdateAgentKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateAgentKnowledgeBaseResponse> Handle(
        UpdateAgentKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await agents.Change(tenant, request.AgentId, Replace, cancellationToken);
        var association = AgentKnowledgeBaseMapping.Get(
            stored.Document, stored.Id, stored.Version, request.KnowledgeBaseId);
        return new UpdateAgentKnowledgeBaseResponse { AgentKnowledgeBase = association.ToKnowledgeBase(stored) };

        AgentRecord Replace(AgentRecord record)
        {
            var present = AgentKnowledgeBaseMapping.Get(
                record, request.AgentId, AgentRecord.Draft, request.KnowledgeBaseId);
            var changed = present with
            {
                Description = request.Description ?? present.Description,
                State = request.KnowledgeBaseState ?? present.State,
                UpdatedAt = clock.GetUtcNow(),
            };
            return record with
            {
                KnowledgeBases =
                    [.. record.KnowledgeBases.Select(other => other.Id == changed.Id ? changed : other)],
            };
        }
    }
}
