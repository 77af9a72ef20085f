using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>Shows what an agent remembers under a memoryId, the newest session first.</summary>
internal sealed class GetAgentMemoryHandler(IAgentDefinitions agents, AgentMemories memories, TimeProvider clock)
    : IOperationHandler<GetAgentMemoryRequest, GetAgentMemoryResponse>
{
    private const int PageSizeDefault = 100;

    /// <inheritdoc/>
    public async Task<GetAgentMemoryResponse> Handle(
        GetAgentMemoryRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var agent = await agents.Find(tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        if (agent.Memory is null)
        {
            throw AgentDefinitionErrors.NoMemory(request.AgentId);
        }

        var memory = MemoryRecord.Memory(agent.Identity!, request.MemoryId);
        if (request.NextToken is null)
        {
            await memories.Settle(agent, memory, context, cancellationToken);
        }

        try
        {
            var page = await memories.List(
                tenant, memory, request.MaxItems ?? PageSizeDefault, request.NextToken, cancellationToken);
            var now = clock.GetUtcNow();
            return new GetAgentMemoryResponse
            {
                MemoryContents =
                [
                    .. page.Items
                        .Where(one => one.Document.ExpiresAt > now)
                        .Select(one => Shown(one.Document, request.MemoryId)),
                ],
                NextToken = page.NextToken,
            };
        }
        catch (InvalidPageTokenException e)
        {
            throw AgentDefinitionErrors.BadToken(e);
        }
    }

    private static Contracts.BedrockAgentRuntime.Memory.SessionSummary Shown(MemoryRecord record, string memoryId) =>
        new(new MemorySessionSummary
        {
            MemoryId = memoryId,
            SessionId = record.SessionId,
            SessionStartTime = record.StartedAt,
            SessionExpiryTime = record.ExpiresAt,
            SummaryText = record.Summary,
        });
}
