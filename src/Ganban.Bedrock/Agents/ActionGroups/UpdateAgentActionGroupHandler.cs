using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Replaces an action group of an agent's draft; what the request leaves out is gone.</summary>
internal sealed class UpdateAgentActionGroupHandler(StoredAgents agents, ActionGroupRules rules, TimeProvider clock)
    : IOperationHandler<UpdateAgentActionGroupRequest, UpdateAgentActionGroupResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateAgentActionGroupResponse> Handle(
        UpdateAgentActionGroupRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var group = ActionGroupMapping.Get(draft.Document, draft.Id, draft.Version, request.ActionGroupId);
        var content = ActionGroupContent.Of(request);
        var text = await rules.Read(content, tenant, cancellationToken);
        var stored = await agents.Change(tenant, request.AgentId, Replace, cancellationToken);
        return new UpdateAgentActionGroupResponse { AgentActionGroup = group.ToActionGroup(stored) };

        AgentRecord Replace(AgentRecord record)
        {
            var present = ActionGroupMapping.Get(record, request.AgentId, AgentRecord.Draft, request.ActionGroupId);
            ActionGroupRules.CheckBeside(content, [.. record.ActionGroups.Where(other => other.Id != present.Id)]);
            group = present with { Content = content, SchemaText = text, UpdatedAt = clock.GetUtcNow() };
            return record with
            {
                ActionGroups = [.. record.ActionGroups.Select(other => other.Id == group.Id ? group : other)],
            };
        }
    }
}
