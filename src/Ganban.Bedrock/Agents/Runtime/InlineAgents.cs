using System.Globalization;
using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Collaboration;
using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Runtime;

/// <summary>Makes definitions of the agents that requests describe.</summary>
internal sealed class InlineAgents(ApiSchemaTexts schemas, IAgentDefinitions agents)
{
    private const int DepthMax = 3; // supervisors of supervisors
    private const int CollaboratorsMax = 20;
    private const int KnowledgeBasesMax = 20;
    private const int SchemaCharactersMax = 4 << 20; // of all OpenAPI schemas, each as often as its agent is asked

    /// <summary>The agent that a request describes.</summary>
    /// <exception cref="ModelledException">It can't be used.</exception>
    public async Task<AgentDefinition> Read(
        InvokeInlineAgentRequest request, Tenant tenant, CancellationToken cancellationToken)
    {
        var described = new Collaborator
        {
            ActionGroups = request.ActionGroups,
            AgentCollaboration = request.AgentCollaboration,
            AgentName = request.AgentName,
            CollaboratorConfigurations = request.CollaboratorConfigurations,
            FoundationModel = request.FoundationModel,
            GuardrailConfiguration = request.GuardrailConfiguration,
            IdleSessionTTLInSeconds = request.IdleSessionTTLInSeconds,
            Instruction = request.Instruction,
            KnowledgeBases = request.KnowledgeBases,
            PromptOverrideConfiguration = request.PromptOverrideConfiguration,
        };
        var reading = new Reading(request.Collaborators ?? [], tenant, schemas, agents, cancellationToken);
        var agent = await reading.Read(described, place: "", depth: 1);
        return agent with { Orchestrator = Orchestrator(request) };
    }

    private static string? Orchestrator(InvokeInlineAgentRequest request)
    {
        if (request.OrchestrationType != OrchestrationType.CustomOrchestration)
        {
            return null;
        }

        return request.CustomOrchestration?.Executor is OrchestrationExecutor.Lambda lambda
            ? lambda.Value
            : throw AgentErrors.Wrong(
                "customOrchestration.executor.lambda",
                "It is missing, which the orchestrationType CUSTOM_ORCHESTRATION needs.");
    }

    private static void CheckCount<T>(IReadOnlyList<T>? items, int max, string field)
    {
        if (items?.Count > max)
        {
            throw AgentErrors.Wrong(
                field, string.Create(CultureInfo.InvariantCulture, $"There are more than {max}. Leave some out."));
        }
    }

    private static void CheckNames(IEnumerable<string> names, string field)
    {
        if (names.GroupBy(name => name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw AgentErrors.Wrong(field, $"Two are named {twice}. Give each a name of its own.");
        }
    }

    /// <summary>The reading of one request, with what counts for all agents of it together.</summary>
    private sealed class Reading(
        IReadOnlyList<Collaborator> known,
        Tenant tenant,
        ApiSchemaTexts schemas,
        IAgentDefinitions agents,
        CancellationToken cancellationToken)
    {
        private int _asked;
        private int _schemaCharacters;

        public async Task<AgentDefinition> Read(Collaborator described, string place, int depth)
        {
            var groups = described.ActionGroups ?? [];
            CheckCount(groups, ActionGroupRules.GroupsMax, place + "actionGroups");
            CheckNames(groups.Select(group => group.ActionGroupName), place + "actionGroups");
            CheckCount(described.KnowledgeBases, KnowledgeBasesMax, place + "knowledgeBases");
            if (described.PromptOverrideConfiguration is { } prompts
                && PromptRules.Fault(prompts) is var (field, complaint))
            {
                throw AgentErrors.Wrong(place + field, complaint);
            }

            var read = new List<ActionGroup>(groups.Count);
            foreach (var (index, group) in groups.Index())
            {
                read.Add(await Read(group, $"{place}actionGroups.{index}"));
            }

            return new AgentDefinition
            {
                Name = described.AgentName ?? "",
                ModelId = described.FoundationModel,
                Instruction = described.Instruction,
                ActionGroups = read,
                KnowledgeBases = described.KnowledgeBases ?? [],
                Collaboration = described.AgentCollaboration ?? AgentCollaboration.Disabled,
                Collaborators = await Collaborators(described, place + "collaboratorConfigurations", depth),
                Guardrail = described.GuardrailConfiguration,
                Prompts = described.PromptOverrideConfiguration,
                IdleTime = described.IdleSessionTTLInSeconds is { } seconds
                    ? TimeSpan.FromSeconds(seconds)
                    : AgentDefinition.IdleTimeDefault,
            };
        }

        private async Task<IReadOnlyList<CollaboratorDefinition>> Collaborators(
            Collaborator described, string field, int depth)
        {
            var configurations = described.CollaboratorConfigurations ?? [];
            if (configurations.Count == 0 || described.AgentCollaboration is null or AgentCollaboration.Disabled)
            {
                return [];
            }

            if (configurations.Count > CollaboratorsMax || depth > DepthMax)
            {
                throw AgentErrors.Wrong(
                    field,
                    $"An agent has at most {CollaboratorsMax} collaborators, and they stand at most {DepthMax} deep.");
            }

            CheckNames(configurations.Select(configuration => configuration.CollaboratorName), field);
            var collaborators = new List<CollaboratorDefinition>(configurations.Count);
            foreach (var (index, configuration) in configurations.Index())
            {
                Count(1, field);
                var agent = await Find(configuration, $"{field}.{index}", depth);
                collaborators.Add(new CollaboratorDefinition(
                    configuration.CollaboratorName,
                    configuration.CollaboratorInstruction,
                    configuration.RelayConversationHistory == RelayConversationHistory.ToCollaborator,
                    agent));
            }

            return collaborators;
        }

        private async Task<AgentDefinition> Find(CollaboratorConfiguration configuration, string place, int depth)
        {
            if (configuration.AgentAliasArn is { } arn)
            {
                var found = StoredAliases.Parse(tenant, arn) is var (agentId, aliasId)
                    ? await agents.Find(tenant, agentId, aliasId, cancellationToken)
                    : throw AgentErrors.Wrong(
                        place + ".agentAliasArn", $"{arn} is no alias of this account and region. Check it.");
                Count(Asked(found), place);
                return found;
            }

            var index = known.Index()
                .Where(one => one.Item.AgentName == configuration.CollaboratorName)
                .Select(one => one.Index)
                .DefaultIfEmpty(-1)
                .First();
            return index < 0
                ? throw AgentErrors.Wrong(
                    place + ".collaboratorName",
                    $"No collaborator has the agentName {configuration.CollaboratorName}. Describe it in collaborators, or send its "
                    + "agentAliasArn.")
                : await Read(known[index], $"collaborators.{index}.", depth + 1);
        }

        private async Task<ActionGroup> Read(AgentActionGroup group, string place)
        {
            var functions = group.FunctionSchema is FunctionSchema.Functions schema ? schema.Value : [];
            CheckCount(functions, ActionGroupRules.FunctionsMax, place + ".functionSchema.functions");
            CheckNames(functions.Select(function => function.Name), place + ".functionSchema.functions");
            var operations = await Operations(group, place + ".apiSchema");
            if (group.ParentActionGroupSignature is null && functions.Count + operations.Count == 0)
            {
                throw AgentErrors.Wrong(
                    place,
                    "It has neither functionSchema nor apiSchema nor parentActionGroupSignature. Send one of them.");
            }

            return new ActionGroup
            {
                Name = group.ActionGroupName,
                Description = group.Description,
                Executor = group.ActionGroupExecutor,
                Functions = functions,
                Operations = operations,
                Signature = group.ParentActionGroupSignature,
                SignatureParameters = group.ParentActionGroupSignatureParams ?? new Dictionary<string, string>(),
            };
        }

        private async Task<IReadOnlyList<ApiOperation>> Operations(AgentActionGroup group, string field)
        {
            if (group.ApiSchema is not { } schema)
            {
                return [];
            }

            try
            {
                var same = ShapeJson.Same<APISchema, Contracts.BedrockAgent.APISchema>(schema);
                var text = await schemas.Text(tenant, same, cancellationToken);
                _schemaCharacters += text.Length;
                return _schemaCharacters <= SchemaCharactersMax
                    ? OpenApiReader.Read(text)
                    : throw AgentErrors.Wrong(
                        field,
                        $"The agents' schemas have more than {SchemaCharactersMax} characters together. "
                        + "Make them smaller.");
            }
            catch (OpenApiException e)
            {
                throw AgentErrors.Wrong(field, e.Message);
            }
        }

        private void Count(int asked, string field)
        {
            _asked += asked;
            if (_asked > CollaborationGraph.AgentsMax)
            {
                throw AgentErrors.Wrong(
                    field,
                    $"The agent comes to ask more than {CollaborationGraph.AgentsMax} agents. Leave some out.");
            }
        }

        private static int Asked(AgentDefinition agent) => agent.Collaborators.Sum(one => 1 + Asked(one.Agent));
    }
}
