using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>
/// Makes a draft ready to be invoked: reads schemas again, and checks that all it names is there, which it was when it
/// was saved.
/// </summary>
internal sealed class AgentPreparation(
    AgentRules rules,
    ApiSchemaTexts schemas,
    KnowledgeBases.KnowledgeBases knowledgeBases,
    CollaborationGraph collaboration,
    TimeProvider clock)
{
    /// <summary>The draft as it is after preparation: prepared, or failed with the reasons.</summary>
    public async Task<AgentRecord> Prepare(
        Stored<AgentRecord> draft, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var faults = new List<Fault>();
        await CheckSettings(draft.Document.Settings, faults, context, cancellationToken);
        var groups = await ReadGroups(draft.Document, faults, tenant, cancellationToken);
        await CheckKnowledgeBases(draft.Document, faults, tenant, cancellationToken);
        var fault = await collaboration.Fault(tenant, draft.Id, draft.Document.Collaborators, cancellationToken);
        if (fault is not null)
        {
            faults.Add(new Fault(fault, "Change or disassociate the collaborator, then prepare the agent again."));
        }

        return faults.Count > 0
            ? draft.Document with
            {
                Status = AgentStatus.Failed,
                FailureReasons = [.. faults.Select(found => found.Reason)],
                RecommendedActions = [.. faults.Select(found => found.Action).Distinct()],
            }
            : StoredAgents.Unprepared(draft.Document) with
            {
                Status = AgentStatus.Prepared,
                PreparedAt = clock.GetUtcNow(),
                ActionGroups = groups,
            };
    }

    private async Task CheckSettings(
        AgentSettings settings, List<Fault> faults, OperationContext context, CancellationToken cancellationToken)
    {
        try
        {
            await rules.Check(settings, context, cancellationToken);
        }
        catch (ModelledException e) when (e.Status < 500)
        {
            faults.Add(new Fault(e.Message, "Change it with UpdateAgent, then prepare the agent again."));
        }
    }

    private async Task<IReadOnlyList<ActionGroupRecord>> ReadGroups(
        AgentRecord record, List<Fault> faults, Tenant tenant, CancellationToken cancellationToken)
    {
        var groups = new List<ActionGroupRecord>(record.ActionGroups.Count);
        foreach (var group in record.ActionGroups)
        {
            groups.Add(group);
            if (!group.Content.IsEnabled || group.Content.ReadApiSchema() is not { } schema)
            {
                continue;
            }

            try
            {
                groups[^1] = group with { SchemaText = await schemas.Read(tenant, schema, cancellationToken) };
            }
            catch (OpenApiException e)
            {
                faults.Add(new Fault(
                    $"The apiSchema of the action group {group.Content.Name}: {e.Message}",
                    "Correct the schema, or change the action group, then prepare the agent again."));
            }
        }

        return groups;
    }

    private async Task CheckKnowledgeBases(
        AgentRecord record, List<Fault> faults, Tenant tenant, CancellationToken cancellationToken)
    {
        foreach (var association in record.KnowledgeBases)
        {
            if (association.State == KnowledgeBaseState.Enabled
                && await knowledgeBases.Find(tenant, association.Id, cancellationToken) is null)
            {
                faults.Add(new Fault(
                    $"The knowledge base {association.Id} does not exist any more.",
                    "Disassociate the knowledge base or set it to DISABLED, then prepare the agent again."));
            }
        }
    }

    private sealed record Fault(string Reason, string Action);
}
