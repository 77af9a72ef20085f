using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Runtime;
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
        var alias = await aliases.Find(tenant, request.AgentId, request.AgentAliasId, cancellationToken)
            ?? throw AgentDefinitionErrors.NotFound(request.AgentId, request.AgentAliasId);
        var identity = new AgentIdentity(
            request.AgentId, request.AgentAliasId, alias.Document.Version, StoredAliases.Arn(tenant, alias.Id));
        await memories.Forget(tenant, identity, request.MemoryId, request.SessionId, cancellationToken);
        return new DeleteAgentMemoryResponse();
    }
}
