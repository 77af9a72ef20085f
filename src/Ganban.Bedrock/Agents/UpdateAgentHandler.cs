using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Replaces what is said of an agent's draft; what the request leaves out is gone.</summary>
internal sealed class UpdateAgentHandler(AgentRules rules, StoredAgents agents, ResourceStore store)
    : IOperationHandler<UpdateAgentRequest, UpdateAgentResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateAgentResponse> Handle(
        UpdateAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var settings = AgentSettings.Of(request);
        await rules.Check(settings, context, cancellationToken);
        if (!settings.IsSupervisor && draft.Document.Collaborators.Count > 0)
        {
            throw AgentsErrors.Wrong(
                "agentCollaboration",
                $"The agent has {draft.Document.Collaborators.Count} collaborators. Disassociate them first, or keep it on.");
        }

        try
        {
            var changed = draft with
            {
                Name = request.AgentName,
                Document = StoredAgents.Fitting(
                    StoredAgents.Unprepared(draft.Document with { Settings = settings })),
            };
            var stored = await store.UpdateAsync(tenant, AgentRecord.Kind, changed, cancellationToken);
            return new UpdateAgentResponse { Agent = stored.ToAgent(tenant) };
        }
        catch (ResourceExistsException e)
        {
            throw AgentsErrors.NameTaken("An agent", request.AgentName, e);
        }
        catch (RevisionConflictException e)
        {
            throw AgentsErrors.Changed(draft.Id, e);
        }
    }
}
