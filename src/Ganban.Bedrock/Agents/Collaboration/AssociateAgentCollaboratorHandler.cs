using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Lets an agent's draft ask another agent.</summary>
internal sealed class AssociateAgentCollaboratorHandler(
    StoredAgents agents, CollaboratorRules rules, TimeProvider clock)
    : IOperationHandler<AssociateAgentCollaboratorRequest, AssociateAgentCollaboratorResponse>
{
    /// <inheritdoc/>
    public async Task<AssociateAgentCollaboratorResponse> Handle(
        AssociateAgentCollaboratorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var claim = request.ClientToken is { } token
            ? Idempotency.Of(
                token,
                JsonSerializer.SerializeToUtf8Bytes(Fingerprinted(request), AgentsJson.Default.CollaboratorRecord))
            : null;
        var at = clock.GetUtcNow();
        var collaborator = Fingerprinted(request) with
        {
            Id = AgentId.New(),
            CreatedAt = at,
            UpdatedAt = at,
            ClientToken = claim?.Token,
            Fingerprint = claim?.Fingerprint,
        };
        await rules.Check(tenant, draft, collaborator, cancellationToken);
        var stored = await agents.Change(tenant, request.AgentId, Add, cancellationToken);
        return new AssociateAgentCollaboratorResponse { AgentCollaborator = collaborator.ToCollaborator(stored) };

        AgentRecord Add(AgentRecord record)
        {
            if (claim is not null
                && record.Collaborators.FirstOrDefault(other => other.ClientToken == claim.Token) is { } earlier)
            {
                collaborator = earlier.Fingerprint == claim.Fingerprint ? earlier : throw AgentsErrors.TokenReused();
                return record;
            }

            CollaboratorRules.RequireSupervisor(request.AgentId, record);
            CollaboratorRules.CheckBeside(collaborator, record.Collaborators);
            return record.Collaborators.Count < CollaboratorRules.PerAgentMax
                ? record with { Collaborators = [.. record.Collaborators, collaborator] }
                : throw AgentsErrors.TooMany("collaborators of the agent", CollaboratorRules.PerAgentMax);
        }
    }

    // What two requests with the same token must have in common.
    private static CollaboratorRecord Fingerprinted(AssociateAgentCollaboratorRequest request) => new(
        Id: "",
        request.CollaboratorName,
        CollaboratorRules.AliasArn(request.AgentDescriptor),
        request.CollaborationInstruction,
        request.RelayConversationHistory ?? RelayConversationHistory.Disabled,
        CreatedAt: default,
        UpdatedAt: default,
        ClientToken: null,
        Fingerprint: null);
}
