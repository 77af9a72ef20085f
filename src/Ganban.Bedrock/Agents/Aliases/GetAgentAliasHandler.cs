using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>Shows an alias of an agent.</summary>
internal sealed class GetAgentAliasHandler(StoredAliases aliases)
    : IOperationHandler<GetAgentAliasRequest, GetAgentAliasResponse>
{
    /// <inheritdoc/>
    public async Task<GetAgentAliasResponse> Handle(
        GetAgentAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var alias = await aliases.Get(tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        return new GetAgentAliasResponse { AgentAlias = alias.ToAlias(tenant) };
    }
}
