using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.Memory;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Deletes an agent with its versions, its aliases and what they remember.</summary>
internal sealed class DeleteAgentHandler(
    StoredAgents agents,
    StoredAliases aliases,
    CollaborationGraph collaboration,
    AgentMemories memories,
    ResourceStore store)
    : IOperationHandler<DeleteAgentRequest, DeleteAgentResponse>
{
    private const int PageSize = 100;

    /// <inheritdoc/>
    public async Task<DeleteAgentResponse> Handle(
        DeleteAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var id = (await agents.GetDraft(tenant, request.AgentId, cancellationToken)).Id;
        var names = await aliases.All(tenant, id, cancellationToken);
        if (request.SkipResourceInUseCheck != true)
        {
            await CheckUse(tenant, id, names, cancellationToken);
        }

        await memories.Forget(tenant, id, cancellationToken);
        await DeleteVersions(tenant, id, cancellationToken);
        await store.CommitAsync(
            [
                AgentRecord.Kind.Delete(tenant, id, AgentRecord.Draft),
                AgentRecord.Prepared.Delete(tenant, id),
                Write.UntagAll(tenant, StoredAgents.Arn(tenant, id)),
                .. names.SelectMany(alias => StoredAliases.Deletion(tenant, alias.Id)),
            ],
            cancellationToken);
        return new DeleteAgentResponse { AgentId = id, AgentStatus = AgentStatus.Deleting };
    }

    // The draft stays to the end, so that a deletion that was cut short can be asked for again.
    private async Task DeleteVersions(Tenant tenant, string id, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Id = id, PageSize = PageSize };
        do
        {
            var page = await store.ListAsync(tenant, AgentRecord.Kind, query, cancellationToken);
            var numbered = page.Items
                .Where(version => version.Version != AgentRecord.Draft)
                .Select(version => AgentRecord.Kind.Delete(tenant, id, version.Version))
                .ToList();
            if (numbered.Count > 0)
            {
                await store.CommitAsync(numbered, cancellationToken);
            }

            query = query with { PageToken = page.NextToken };
        }
        while (query.PageToken is not null);
    }

    private async Task CheckUse(
        Tenant tenant,
        string id,
        IReadOnlyList<Stored<AgentAliasRecord>> names,
        CancellationToken cancellationToken)
    {
        if (names.FirstOrDefault(alias => AgentAliasRecord.OwnId(alias.Id) != AgentAliasRecord.TestId) is { } alias)
        {
            throw AgentsErrors.InUse(
                $"The agent {id}",
                $"it has the alias {alias.Name} ({AgentAliasRecord.OwnId(alias.Id)})",
                "Delete its aliases first, or set skipResourceInUseCheck.");
        }

        if (await collaboration.FindSupervisor(tenant, id, aliasId: null, cancellationToken) is { } supervisor)
        {
            throw AgentsErrors.InUse(
                $"The agent {id}",
                $"it is a collaborator of the agent {supervisor.Name} ({supervisor.Id})",
                "Disassociate it first, or set skipResourceInUseCheck.");
        }
    }
}
