using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>
/// Replaces what is said of an alias; without a routingConfiguration it means a new version of the prepared draft,
/// unless the request is there to pause it or to let it go on.
/// </summary>
internal sealed class UpdateAgentAliasHandler(
    StoredAliases aliases, AliasRouting routing, ResourceStore store, TimeProvider clock)
    : IOperationHandler<UpdateAgentAliasRequest, UpdateAgentAliasResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateAgentAliasResponse> Handle(
        UpdateAgentAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var alias = await aliases.Get(tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        if (request.AgentAliasId == AgentAliasRecord.TestId)
        {
            throw AgentsErrors.Wrong("agentAliasId", $"The alias {AgentAliasRecord.TestId} can't be changed.");
        }

        var present = alias.Document;
        var pauses = request is { RoutingConfiguration: null or [], AliasInvocationState: not null };
        var (version, throughput, writes) = pauses
            ? new AliasRoute(present.Version, present.Throughput, [])
            : await routing.Resolve(request.AgentId, request.RoutingConfiguration, context, cancellationToken);
        var isSame = (version, throughput) == (present.Version, present.Throughput)
            && present.Status == AgentAliasStatus.Prepared;
        var meaning = pauses || isSame ? present : present.Meaning(version, throughput, clock.GetUtcNow());
        var changed = alias with
        {
            Name = request.AgentAliasName,
            Document = meaning with
            {
                Description = request.Description,
                InvocationState = request.AliasInvocationState ?? present.InvocationState,
            },
        };
        try
        {
            await store.CommitAsync([AgentAliasRecord.Kind.Update(tenant, changed), .. writes], cancellationToken);
        }
        catch (ResourceExistsException e)
        {
            throw AgentsErrors.NameTaken($"An alias of the agent {request.AgentId}", request.AgentAliasName, e);
        }
        catch (RevisionConflictException e)
        {
            throw AgentsErrors.Changed(request.AgentId, e);
        }

        var stored = await aliases.Get(tenant, request.AgentId, request.AgentAliasId, cancellationToken);
        return new UpdateAgentAliasResponse { AgentAlias = stored.ToAlias(tenant) };
    }
}
