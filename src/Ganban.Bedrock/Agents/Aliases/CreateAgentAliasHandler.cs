using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Aliases;

/// <summary>Makes an alias of an agent, and without a routingConfiguration the version that it means.</summary>
internal sealed class CreateAgentAliasHandler(
    StoredAgents agents, StoredAliases aliases, AliasRouting routing, ResourceStore store, TimeProvider clock)
    : IOperationHandler<CreateAgentAliasRequest, CreateAgentAliasResponse>
{
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public async Task<CreateAgentAliasResponse> Handle(
        CreateAgentAliasRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var tags = AgentRules.Tags(request.Tags);
        await agents.GetDraft(tenant, request.AgentId, cancellationToken);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var stored = await Create(request, tags, context, cancellationToken);
                return new CreateAgentAliasResponse { AgentAlias = stored.ToAlias(tenant) };
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // The draft was changed, or another version was made meanwhile.
            }
            catch (RevisionConflictException e)
            {
                throw AgentsErrors.Changed(request.AgentId, e);
            }
            catch (ResourceExistsException e)
            {
                throw AgentsErrors.NameTaken($"An alias of the agent {request.AgentId}", request.AgentAliasName, e);
            }
            catch (IdempotencyConflictException e)
            {
                throw AgentsErrors.TokenReused(e);
            }
        }
    }

    private async Task<Stored<AgentAliasRecord>> Create(
        CreateAgentAliasRequest request,
        IReadOnlyDictionary<string, string> tags,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        if ((await aliases.All(tenant, request.AgentId, cancellationToken)).Count > StoredAliases.PerAgentMax)
        {
            throw AgentsErrors.TooMany($"aliases of the agent {request.AgentId}", StoredAliases.PerAgentMax);
        }

        var route = await routing.Resolve(request.AgentId, request.RoutingConfiguration, context, cancellationToken);
        var id = AgentAliasRecord.StoredId(request.AgentId, AgentId.New());
        var record = new AgentAliasRecord
        {
            Description = request.Description,
            Version = route.Version,
            ClientToken = request.ClientToken,
        };
        var meaning = record.Meaning(route.Version, route.Throughput, clock.GetUtcNow());
        var document = new NewDocument<AgentAliasRecord>(id, meaning)
        {
            Name = request.AgentAliasName,
            Parent = request.AgentId,
            Tags = new TagSet(StoredAliases.Arn(tenant, id), tags),
        };
        var wanted = request.RoutingConfiguration is [var first, ..] ? first : null;
        var fingerprint = new AgentFingerprint(
            request.AgentAliasName, request.AgentId, Settings: null, request.Description, wanted?.AgentVersion, tags)
        {
            Throughput = wanted?.ProvisionedThroughput,
        };
        return await store.CreateAsync(
            tenant,
            AgentAliasRecord.Kind,
            document,
            fingerprint.For(request.ClientToken),
            route.Writes,
            cancellationToken);
    }
}
