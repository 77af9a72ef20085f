using Ganban.Bedrock.Agents.Aliases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Deletes a version of an agent; aliases that mean it are dissociated, where that is asked for.</summary>
internal sealed class DeleteAgentVersionHandler(StoredAgents agents, StoredAliases aliases, ResourceStore store)
    : IOperationHandler<DeleteAgentVersionRequest, DeleteAgentVersionResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteAgentVersionResponse> Handle(
        DeleteAgentVersionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        var version = await agents.Get(tenant, request.AgentId, request.AgentVersion, cancellationToken);
        var meaning = (await aliases.All(tenant, version.Id, cancellationToken))
            .Where(alias => alias.Document.Version == version.Version)
            .ToList();
        if (meaning.Count > 0 && request.SkipResourceInUseCheck != true)
        {
            throw AgentsErrors.InUse(
                $"The version {version.Version} of the agent {version.Id}",
                $"the alias {meaning[0].Name} ({AgentAliasRecord.OwnId(meaning[0].Id)}) means it",
                "Let its aliases mean another version first, or set skipResourceInUseCheck.");
        }

        try
        {
            await store.CommitAsync(
                [
                    AgentRecord.Kind.Delete(tenant, version.Id, version.Version),
                    .. meaning.Select(alias => AgentAliasRecord.Kind.Update(
                        tenant,
                        alias with { Document = alias.Document with { Status = AgentAliasStatus.Dissociated } })),
                ],
                cancellationToken);
        }
        catch (RevisionConflictException e)
        {
            throw AgentsErrors.Changed(version.Id, e);
        }

        return new DeleteAgentVersionResponse
        {
            AgentId = version.Id,
            AgentVersion = version.Version,
            AgentStatus = AgentStatus.Deleting,
        };
    }
}
