using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Shows an agent's draft.</summary>
internal sealed class GetAgentHandler(StoredAgents agents) : IOperationHandler<GetAgentRequest, GetAgentResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentResponse> Handle(
        GetAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var draft = await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        return new GetAgentResponse { Agent = draft.ToAgent(tenant) };
    }
}
