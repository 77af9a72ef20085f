using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;
using Agent = Ganban.Contracts.BedrockAgent;

namespace Ganban.Bedrock.Agents;

/// <summary>Makes of a stored agent what orchestration runs, with its collaborators and within bounds.</summary>
internal sealed class AgentDefinitions(StoredAgents agents, StoredAliases aliases) : IAgentDefinitions
{
    // What the service keeps where memoryConfiguration says nothing.
    private const int StorageDaysDefault = 30;
    private const int RecentSessionsDefault = 20;

    /// <inheritdoc/>
    public Task<AgentDefinition> Find(
        Tenant tenant, string agentId, string aliasId, CancellationToken cancellationToken) =>
        new Resolution(tenant, agents, aliases, cancellationToken).Resolve([], agentId, aliasId);

    /// <summary>One agent with all that it comes to ask.</summary>
    private sealed class Resolution(
        Tenant tenant, StoredAgents agents, StoredAliases aliases, CancellationToken cancellationToken)
    {
        private int _resolved;

        public async Task<AgentDefinition> Resolve(IReadOnlyList<string> path, string agentId, string aliasId)
        {
            if (path.Contains(agentId) || path.Count >= CollaborationGraph.DepthMax
                || ++_resolved > CollaborationGraph.AgentsMax)
            {
                throw AgentDefinitionErrors.Endless([.. path, agentId]);
            }

            var (record, name, alias) = await Read(agentId, aliasId);
            var collaborators = new List<CollaboratorDefinition>();
            foreach (var collaborator in record.Collaborators)
            {
                if (StoredAliases.Parse(tenant, collaborator.AliasArn) is var (asked, askedAlias))
                {
                    collaborators.Add(new CollaboratorDefinition(
                        collaborator.Name,
                        collaborator.Instruction,
                        collaborator.RelaysHistory == Agent.RelayConversationHistory.ToCollaborator,
                        await Resolve([.. path, agentId], asked, askedAlias)));
                }
            }

            var arn = StoredAliases.Arn(tenant, AgentAliasRecord.StoredId(agentId, aliasId));
            var agent = Define(record);
            return agent with
            {
                ModelId = alias.Throughput ?? agent.ModelId,
                Identity = new AgentIdentity(agentId, aliasId, alias.Version, arn),
                Name = name,
                Collaborators = collaborators,
            };
        }

        private async Task<(AgentRecord Record, string Name, AgentAliasRecord Alias)> Read(
            string agentId, string aliasId)
        {
            var alias = await aliases.Find(tenant, agentId, aliasId, cancellationToken)
                ?? throw AgentDefinitionErrors.NotFound(agentId, aliasId);
            if (alias.Document.InvocationState == Agent.AliasInvocationState.RejectInvocations)
            {
                throw AgentDefinitionErrors.Rejects(agentId, aliasId);
            }

            var isDraft = alias.Document.Version == AgentRecord.Draft;
            var stored = isDraft
                ? await agents.FindPrepared(tenant, agentId, cancellationToken)
                : await agents.Find(tenant, agentId, alias.Document.Version, cancellationToken);
            return stored is { Name: { } name }
                ? (stored.Document, name, alias.Document)
                : throw (isDraft
                    ? AgentDefinitionErrors.NotPrepared(agentId)
                    : AgentDefinitionErrors.NoVersion(agentId, aliasId, alias.Document.Version));
        }
    }

    private static AgentDefinition Define(AgentRecord record)
    {
        var settings = record.Settings;
        return new AgentDefinition
        {
            ModelId = settings.FoundationModel ?? "",
            Instruction = settings.Instruction ?? "",
            ActionGroups = [.. record.ActionGroups.Where(group => group.Content.IsEnabled).Select(Define)],
            KnowledgeBases =
            [
                .. record.KnowledgeBases
                    .Where(association => association.State == Agent.KnowledgeBaseState.Enabled)
                    .Select(association => new KnowledgeBase
                    {
                        KnowledgeBaseId = association.Id,
                        Description = association.Description,
                    }),
            ],
            Collaboration = settings.Collaboration,
            Guardrail = AgentMapping.Read<GuardrailConfigurationWithArn>(settings.Guardrail),
            Prompts = AgentMapping.Read<PromptOverrideConfiguration>(settings.Prompts),
            Memory = AgentMapping.Read<Agent.MemoryConfiguration>(settings.Memory) is { } memory
                ? new AgentMemory(
                    memory.StorageDays ?? StorageDaysDefault,
                    memory.SessionSummaryConfiguration?.MaxRecentSessions ?? RecentSessionsDefault)
                : null,
            IdleTime = TimeSpan.FromSeconds(settings.IdleSeconds),
            Orchestrator = AgentMapping.Read<Agent.CustomOrchestration>(settings.CustomOrchestration)?.Executor
                is Agent.OrchestrationExecutor.Lambda { Value: var lambda }
                    ? lambda
                    : null,
        };
    }

    private static ActionGroup Define(ActionGroupRecord group) => new()
    {
        Name = group.Content.Name,
        Description = group.Content.Description,
        Executor = AgentMapping.Read<ActionGroupExecutor>(group.Content.Executor),
        Functions = AgentMapping.Read<FunctionSchema>(group.Content.FunctionSchema)
            is FunctionSchema.Functions { Value: var functions }
                ? functions
                : [],
        Operations = group.SchemaText is { } text ? OpenApiReader.Read(text) : [],
        Signature = group.Content.Signature,
        SignatureParameters = group.Content.SignatureParams ?? new Dictionary<string, string>(),
    };
}
