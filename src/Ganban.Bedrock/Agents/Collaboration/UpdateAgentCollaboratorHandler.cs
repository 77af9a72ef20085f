using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Replaces a collaborator of an agent's draft.</summary>
internal sealed class UpdateAgentCollaboratorHandler(StoredAgents agents, CollaboratorRules rules, TimeProvider clock)
    : IOperationHandler<UpdateAgentCollaboratorRequest, UpdateAgentCollaboratorResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateAgentCollaboratorResponse> Handle(
        UpdateAgentCollaboratorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var collaborator = Changed(draft.Document);
        await rules.Check(tenant, draft, collaborator, cancellationToken);
        var stored = await agents.Change(tenant, request.AgentId, Replace, cancellationToken);
        return new UpdateAgentCollaboratorResponse { AgentCollaborator = collaborator.ToCollaborator(stored) };

        AgentRecord Replace(AgentRecord record)
        {
            collaborator = Changed(record);
            var others = record.Collaborators.Where(other => other.Id != collaborator.Id);
            CollaboratorRules.CheckBeside(collaborator, others);
            return record with
            {
                Collaborators =
                    [.. record.Collaborators.Select(other => other.Id == collaborator.Id ? collaborator : other)],
            };
        }

        CollaboratorRecord Changed(AgentRecord record) =>
            CollaboratorMapping.Get(record, request.AgentId, AgentRecord.Draft, request.CollaboratorId) with
            {
                Name = request.CollaboratorName,
                AliasArn = CollaboratorRules.AliasArn(request.AgentDescriptor),
                Instruction = request.CollaborationInstruction,
                RelaysHistory = request.RelayConversationHistory ?? RelayConversationHistory.Disabled,
                UpdatedAt = clock.GetUtcNow(),
            };
    }
}
