using Ganban.Bedrock.Agents.ActionGroups;
using Ganban.Bedrock.Agents.Aliases;
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
        var agent = await Read(described, request.Collaborators ?? [], tenant, "", 1, cancellationToken);
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

    private async Task<AgentDefinition> Read(
        Collaborator described,
        IReadOnlyList<Collaborator> known,
        Tenant tenant,
        string place,
        int depth,
        CancellationToken cancellationToken)
    {
        var groups = new List<ActionGroup>();
        foreach (var (index, group) in (described.ActionGroups ?? []).Index())
        {
            groups.Add(await Read(group, tenant, $"{place}actionGroups.{index}", cancellationToken));
        }

        if (groups.GroupBy(group => group.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw AgentErrors.Wrong(place + "actionGroups", $"Two are named {twice}. Give each a name of its own.");
        }

        if (described.PromptOverrideConfiguration is { } prompts
            && PromptRules.Fault(prompts) is var (field, complaint))
        {
            throw AgentErrors.Wrong(place + field, complaint);
        }

        return new AgentDefinition
        {
            Name = described.AgentName ?? "",
            ModelId = described.FoundationModel,
            Instruction = described.Instruction,
            ActionGroups = groups,
            KnowledgeBases = described.KnowledgeBases ?? [],
            Collaboration = described.AgentCollaboration ?? AgentCollaboration.Disabled,
            Collaborators = await Collaborators(described, known, tenant, place, depth, cancellationToken),
            Guardrail = described.GuardrailConfiguration,
            Prompts = described.PromptOverrideConfiguration,
            IdleTime = described.IdleSessionTTLInSeconds is { } seconds
                ? TimeSpan.FromSeconds(seconds)
                : AgentDefinition.IdleTimeDefault,
        };
    }

    private async Task<IReadOnlyList<CollaboratorDefinition>> Collaborators(
        Collaborator described,
        IReadOnlyList<Collaborator> known,
        Tenant tenant,
        string place,
        int depth,
        CancellationToken cancellationToken)
    {
        var configurations = described.CollaboratorConfigurations ?? [];
        if (configurations.Count == 0 || described.AgentCollaboration is null or AgentCollaboration.Disabled)
        {
            return [];
        }

        if (configurations.Count > CollaboratorsMax || depth > DepthMax)
        {
            throw AgentErrors.Wrong(
                place + "collaboratorConfigurations",
                $"An agent has at most {CollaboratorsMax} collaborators, and they stand at most {DepthMax} deep.");
        }

        var collaborators = new List<CollaboratorDefinition>();
        foreach (var (index, configuration) in configurations.Index())
        {
            var own = $"{place}collaboratorConfigurations.{index}";
            var agent = await Find(configuration, known, tenant, own, depth, cancellationToken);
            collaborators.Add(new CollaboratorDefinition(
                configuration.CollaboratorName,
                configuration.CollaboratorInstruction,
                configuration.RelayConversationHistory == RelayConversationHistory.ToCollaborator,
                agent));
        }

        return collaborators;
    }

    private async Task<AgentDefinition> Find(
        CollaboratorConfiguration configuration,
        IReadOnlyList<Collaborator> known,
        Tenant tenant,
        string place,
        int depth,
        CancellationToken cancellationToken)
    {
        if (configuration.AgentAliasArn is { } arn)
        {
            return StoredAliases.Parse(tenant, arn) is var (agentId, aliasId)
                ? await agents.Find(tenant, agentId, aliasId, cancellationToken)
                : throw AgentErrors.Wrong(
                    place + ".agentAliasArn", $"{arn} is no alias of this account and region. Check it.");
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
            : await Read(known[index], known, tenant, $"collaborators.{index}.", depth + 1, cancellationToken);
    }

    private async Task<ActionGroup> Read(
        AgentActionGroup group, Tenant tenant, string place, CancellationToken cancellationToken)
    {
        var operations = await Operations(group, tenant, place, cancellationToken);
        var functions = group.FunctionSchema is FunctionSchema.Functions schema ? schema.Value : [];
        if (group.ParentActionGroupSignature is null && functions.Count + operations.Count == 0)
        {
            throw AgentErrors.Wrong(
                place, "It has neither functionSchema nor apiSchema nor parentActionGroupSignature. Send one of them.");
        }

        if (functions.GroupBy(one => one.Name).FirstOrDefault(same => same.Count() > 1) is { Key: var twice })
        {
            throw AgentErrors.Wrong(
                place + ".functionSchema.functions", $"Two are named {twice}. Give each a name of its own.");
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

    private async Task<IReadOnlyList<ApiOperation>> Operations(
        AgentActionGroup group, Tenant tenant, string place, CancellationToken cancellationToken)
    {
        if (group.ApiSchema is not { } schema)
        {
            return [];
        }

        try
        {
            var same = ShapeJson.Same<APISchema, Contracts.BedrockAgent.APISchema>(schema);
            return await schemas.Operations(tenant, same, cancellationToken);
        }
        catch (OpenApiException e)
        {
            throw AgentErrors.Wrong(place + ".apiSchema", e.Message);
        }
    }
}
