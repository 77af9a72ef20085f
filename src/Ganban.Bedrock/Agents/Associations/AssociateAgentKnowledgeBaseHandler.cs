using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Associations;

/// <summary>Lets an agent's draft search a knowledge base.</summary>
internal sealed class AssociateAgentKnowledgeBaseHandler(
    StoredAgents agents, KnowledgeBases.KnowledgeBases knowledgeBases, TimeProvider clock)
    : IOperationHandler<AssociateAgentKnowledgeBaseRequest, AssociateAgentKnowledgeBaseResponse>
{
    // Amazon Bedrock's default quota per agent.
    private const int KnowledgeBasesMax = 2;

    /// <inheritdoc/>
    public async Task<AssociateAgentKnowledgeBaseResponse> Handle(
        AssociateAgentKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var knowledgeBase = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var at = clock.GetUtcNow();
        var association = new AgentKnowledgeBaseRecord(
            knowledgeBase.Id, request.Description, request.KnowledgeBaseState ?? KnowledgeBaseState.Enabled, at, at);
        var stored = await agents.Change(tenant, request.AgentId, Add, cancellationToken);
        return new AssociateAgentKnowledgeBaseResponse { AgentKnowledgeBase = association.ToKnowledgeBase(stored) };

        AgentRecord Add(AgentRecord record)
        {
            if (record.KnowledgeBases.Any(other => other.Id == association.Id))
            {
                throw AgentsErrors.InUse(
                    $"The knowledge base {association.Id}",
                    "it is associated with the agent already",
                    "Change that with UpdateAgentKnowledgeBase.");
            }

            return record.KnowledgeBases.Count < KnowledgeBasesMax
                ? record with { KnowledgeBases = [.. record.KnowledgeBases, association] }
                : throw AgentsErrors.TooMany("knowledge bases of the agent", KnowledgeBasesMax);
        }
    }
}
