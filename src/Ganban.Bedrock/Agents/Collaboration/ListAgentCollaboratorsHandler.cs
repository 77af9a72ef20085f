using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Collaboration;

/// <summary>Lists the collaborators of a version of an agent, the oldest first.</summary>
internal sealed class ListAgentCollaboratorsHandler(StoredAgents agents)
    : IOperationHandler<ListAgentCollaboratorsRequest, ListAgentCollaboratorsResponse>
{
    /// <inheritdoc/>
    public async Task<ListAgentCollaboratorsResponse> Handle(
        ListAgentCollaboratorsRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var page = ItemPage<CollaboratorRecord>.Cut(
            agent.Document.Collaborators,
            collaborator => (collaborator.CreatedAt, collaborator.Id),
            request.MaxResults,
            request.NextToken);
        return new ListAgentCollaboratorsResponse
        {
            AgentCollaboratorSummaries = [.. page.Items.Select(collaborator => collaborator.ToSummary(agent))],
            NextToken = page.NextToken,
        };
    }
}
