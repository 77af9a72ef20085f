using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>
/// Makes an agent's draft ready to be invoked. Where that fails, the agent shows why, and is invoked as it was prepared
/// before.
/// </summary>
internal sealed class PrepareAgentHandler(
    StoredAgents agents, AgentPreparation preparation, ResourceStore store, TimeProvider clock)
    : IOperationHandler<PrepareAgentRequest, PrepareAgentResponse>
{
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public async Task<PrepareAgentResponse> Handle(
        PrepareAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        for (var attempt = 1; ; attempt++)
        {
            var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
            RequireComplete(draft.Document);
            var record = StoredAgents.Fitting(await preparation.Prepare(draft, context, cancellationToken));
            try
            {
                await Keep(tenant, draft, record, cancellationToken);
                return new PrepareAgentResponse
                {
                    AgentId = draft.Id,
                    AgentStatus = AgentStatus.Preparing,
                    AgentVersion = AgentRecord.Draft,
                    PreparedAt = record.Status == AgentStatus.Prepared ? record.PreparedAt!.Value : clock.GetUtcNow(),
                };
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // The draft was changed meanwhile; what is prepared is what is stored.
            }
            catch (RevisionConflictException e)
            {
                throw AgentsErrors.Changed(request.AgentId, e);
            }
        }
    }

    private static void RequireComplete(AgentRecord record)
    {
        if (AgentRules.Missing(record.Settings) is { } missing)
        {
            throw AgentsErrors.Wrong(missing, "The agent has none, which it needs to be prepared. Add it with UpdateAgent.");
        }

        if (record.Settings.IsSupervisor && record.Collaborators.Count == 0)
        {
            throw AgentsErrors.Wrong(
                "agentCollaboration",
                $"It is {record.Settings.Collaboration}, but the agent has no collaborator. Associate one, or set DISABLED.");
        }
    }

    private Task Keep(
        Tenant tenant, Stored<AgentRecord> draft, AgentRecord record, CancellationToken cancellationToken)
    {
        var update = AgentRecord.Kind.Update(tenant, draft with { Document = record });
        return store.CommitAsync(
            record.Status == AgentStatus.Prepared
                ? [
                    update,
                    .. AgentRecord.Prepared.Replace(
                        tenant, new NewDocument<AgentRecord>(draft.Id, record) { Name = draft.Name }),
                ]
                : [update],
            cancellationToken);
    }
}
