using Ganban.Bedrock.Agents.Aliases;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>Lets an agent forget a session, a memory, or all that an alias of it remembers.</summary>
internal sealed class DeleteAgentMemoryHandler(StoredAliases aliases, AgentMemories memories)
    : IOperationHandler<DeleteAgentMemoryRequest, DeleteAgentMemoryResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteAgentMemoryResponse> Handle(
        DeleteAgentMemoryRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var (agentId, aliasId) = (request.AgentId, request.AgentAliasId);
        _ = await aliases.Find(tenant, agentId, aliasId, cancellationToken)
            ?? throw AgentDefinitionErrors.NotFound(agentId, aliasId);
        await memories.Forget(tenant, agentId, aliasId, request.MemoryId, request.SessionId, cancellationToken);
        return new DeleteAgentMemoryResponse();
    }
}
