using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>Deletes an alias of an agent with what it remembers; the version that it means stays.</summary>
internal sealed class DeleteAgentAliasHandler(
    StoredAliases aliases, CollaborationGraph collaboration, AgentMemories memories, ResourceStore store)
    : IOperationHandler<DeleteAgentAliasRequest, DeleteAgentAliasResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteAgentAliasResponse> Handle(
        DeleteAgentAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var alias = await aliases.Get(tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        if (request.AgentAliasId == AgentAliasRecord.TestId)
        {
            throw AgentsErrors.Wrong(
                "agentAliasId", $"The alias {AgentAliasRecord.TestId} goes with its agent and can't be deleted alone.");
        }

        var supervisor = await collaboration.FindSupervisor(
            tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        if (supervisor is not null)
        {
            throw AgentsErrors.Wrong(
                "agentAliasId",
                $"It is a collaborator of the agent {supervisor.Name} ({supervisor.Id}). Disassociate it there first.");
        }

        await memories.Forget(tenant, request.AgentId, request.AgentAliasId, null, null, cancellationToken);
        await store.CommitAsync(StoredAliases.Deletion(tenant, alias.Id), cancellationToken);
        return new DeleteAgentAliasResponse
        {
            AgentId = request.AgentId,
            AgentAliasId = request.AgentAliasId,
            AgentAliasStatus = AgentAliasStatus.Deleting,
        };
    }
}
