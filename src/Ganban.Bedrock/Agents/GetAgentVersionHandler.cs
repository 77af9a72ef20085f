using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Shows a version of an agent.</summary>
internal sealed class GetAgentVersionHandler(StoredAgents agents)
    : IOperationHandler<GetAgentVersionRequest, GetAgentVersionResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentVersionResponse> Handle(
        GetAgentVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var version = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        return new GetAgentVersionResponse { AgentVersion = version.ToVersion(tenant) };
    }
}
