using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Deletes an agent with its versions and aliases.</summary>
internal sealed class DeleteAgentHandler(
    StoredAgents agents, StoredAliases aliases, CollaborationGraph collaboration, ResourceStore store)
    : IOperationHandler<DeleteAgentRequest, DeleteAgentResponse>
{
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

        var query = new ListQuery { Id = id, PageSize = AgentVersions.VersionsMax + 1 };
        var versions = await store.ListAsync(tenant, AgentRecord.Kind, query, cancellationToken);
        await store.CommitAsync(
            [
                .. versions.Items.Select(version => AgentRecord.Kind.Delete(tenant, id, version.Version)),
                AgentRecord.Prepared.Delete(tenant, id),
                Write.UntagAll(tenant, StoredAgents.Arn(tenant, id)),
                .. names.SelectMany(alias => StoredAliases.Deletion(tenant, alias.Id)),
            ],
            cancellationToken);
        return new DeleteAgentResponse { AgentId = id, AgentStatus = AgentStatus.Deleting };
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
