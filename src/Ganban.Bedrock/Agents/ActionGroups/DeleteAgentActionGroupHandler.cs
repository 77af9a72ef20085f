using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Takes an action group from an agent's draft.</summary>
internal sealed class DeleteAgentActionGroupHandler(StoredAgents agents)
    : IOperationHandler<DeleteAgentActionGroupRequest, DeleteAgentActionGroupResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteAgentActionGroupResponse> Handle(
        DeleteAgentActionGroupRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.Change(tenant, request.AgentId, Remove, cancellationToken);
        return new DeleteAgentActionGroupResponse();

        AgentRecord Remove(AgentRecord record)
        {
            var group = ActionGroupMapping.Get(record, request.AgentId, AgentRecord.Draft, request.ActionGroupId);
            if (group.Content.IsEnabled && request.SkipResourceInUseCheck != true)
            {
                throw AgentsErrors.InUse(
                    $"The action group {group.Id}",
                    "it is ENABLED",
                    "Set its actionGroupState to DISABLED first, or set skipResourceInUseCheck.");
            }

            return record with { ActionGroups = [.. record.ActionGroups.Where(other => other.Id != group.Id)] };
        }
    }
}
