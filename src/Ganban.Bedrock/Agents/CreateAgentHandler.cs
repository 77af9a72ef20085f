using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>Makes an agent: its draft, and the alias that means it.</summary>
internal sealed class CreateAgentHandler(AgentRules rules, ResourceStore store, TimeProvider clock)
    : IOperationHandler<CreateAgentRequest, CreateAgentResponse>
{
    // Amazon Bedrock's default quota per account and region.
    private const int AgentsMax = 1000;

    /// <inheritdoc/>
    public async Task<CreateAgentResponse> Handle(
        CreateAgentRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var settings = AgentSettings.Of(request);
        await rules.Check(settings, context, cancellationToken);
        var tags = AgentRules.Tags(request.Tags);
        await CheckQuota(tenant, cancellationToken);
        var id = AgentId.New();
        var record = new AgentRecord { Settings = settings, ClientToken = request.ClientToken };
        var document = new NewDocument<AgentRecord>(id, StoredAgents.Fitting(record))
        {
            Name = request.AgentName,
            Version = AgentRecord.Draft,
            Tags = new TagSet(StoredAgents.Arn(tenant, id), tags),
        };
        var fingerprint = new AgentFingerprint(
            request.AgentName, AgentId: null, settings, Description: null, Version: null, tags);
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                AgentRecord.Kind,
                document,
                fingerprint.For(request.ClientToken),
                [AgentAliasRecord.Kind.Create(tenant, AgentAliasRecord.Test(id, clock.GetUtcNow()))],
                cancellationToken);
            return new CreateAgentResponse { Agent = stored.ToAgent(tenant) };
        }
        catch (ResourceExistsException e)
        {
            throw AgentsErrors.NameTaken("An agent", request.AgentName, e);
        }
        catch (IdempotencyConflictException e)
        {
            throw AgentsErrors.TokenReused(e);
        }
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var drafts = new ListQuery { Version = AgentRecord.Draft };
        if (await store.HasAsync(tenant, AgentRecord.Kind, drafts, AgentsMax, cancellationToken))
        {
            throw AgentsErrors.TooMany("agents in this account and region", AgentsMax);
        }
    }
}
