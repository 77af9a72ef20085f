using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>Gives an agent's draft an action group.</summary>
internal sealed class CreateAgentActionGroupHandler(StoredAgents agents, ActionGroupRules rules, TimeProvider clock)
    : IOperationHandler<CreateAgentActionGroupRequest, CreateAgentActionGroupResponse>
{
    /// <inheritdoc/>
    public async Task<CreateAgentActionGroupResponse> Handle(
        CreateAgentActionGroupRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var content = ActionGroupContent.Of(request);
        var text = await rules.Read(content, tenant, cancellationToken);
        var claim = request.ClientToken is { } token
            ? Idempotency.Of(
                token, JsonSerializer.SerializeToUtf8Bytes(content, AgentsJson.Default.ActionGroupContent))
            : null;
        var at = clock.GetUtcNow();
        var group = new ActionGroupRecord(
            AgentId.New(), content, text, at, at, claim?.Token, claim?.Fingerprint);
        var stored = await agents.Change(tenant, request.AgentId, Add, cancellationToken);
        return new CreateAgentActionGroupResponse { AgentActionGroup = group.ToActionGroup(stored) };

        AgentRecord Add(AgentRecord record)
        {
            if (claim is not null
                && record.ActionGroups.FirstOrDefault(other => other.ClientToken == claim.Token) is { } earlier)
            {
                group = earlier.Fingerprint == claim.Fingerprint ? earlier : throw AgentsErrors.TokenReused();
                return record;
            }

            ActionGroupRules.CheckBeside(content, record.ActionGroups);
            return record with { ActionGroups = [.. record.ActionGroups, group] };
        }
    }
}
