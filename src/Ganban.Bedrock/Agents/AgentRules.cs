using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>What holds for agents beyond the contract's constraints.</summary>
internal sealed class AgentRules(ModelTargets targets, StoredGuardrails guardrails)
{
    /// <summary>Checks what a request says of an agent.</summary>
    /// <exception cref="ModelledException">It contradicts itself, or names what is not there.</exception>
    public async Task Check(AgentSettings settings, OperationContext context, CancellationToken cancellationToken)
    {
        if (Orchestration(settings) is { } orchestration)
        {
            throw AgentsErrors.Wrong("customOrchestration", orchestration);
        }

        if (settings.FoundationModel is { } model)
        {
            await CheckModel(model, context, cancellationToken);
        }

        await CheckPrompts(settings, context, cancellationToken);
        if (await Guardrail(settings, new Tenant(context.Account, context.Region), cancellationToken) is { } complaint)
        {
            throw AgentsErrors.Wrong("guardrailConfiguration", complaint);
        }
    }

    /// <summary>Checks tags.</summary>
    /// <exception cref="ModelledException">There are too many, or a key is reserved.</exception>
    public static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
    {
        tags ??= new Dictionary<string, string>();
        if (TagRules.ReservedKey(tags.Keys) is { } reserved)
        {
            throw AgentsErrors.Wrong(
                "tags", $"The key {reserved} is reserved: only AWS itself sets keys that begin with aws:.");
        }

        return tags.Count <= TagRules.TagsMax
            ? new SortedDictionary<string, string>(tags.ToDictionary(), StringComparer.Ordinal)
            : throw AgentsErrors.TooMany("tags on the resource", TagRules.TagsMax);
    }

    /// <summary>What is wrong with the guardrail that an agent names; null for nothing.</summary>
    public async Task<string?> Guardrail(AgentSettings settings, Tenant tenant, CancellationToken cancellationToken)
    {
        if (settings.Guardrail is not { } json)
        {
            return null;
        }

        var (identifier, version) = ShapeJson.Read<GuardrailConfiguration>(json) switch
        {
            { GuardrailIdentifier: { Length: > 0 } id, GuardrailVersion: { } number } => (id, number),
            _ => ("", ""),
        };
        if (identifier.Length == 0)
        {
            return "guardrailIdentifier and guardrailVersion go together. Name both.";
        }

        return await guardrails.Find(tenant, identifier, version, cancellationToken) is null
            ? $"The guardrail {identifier} with the version {version} does not exist in this account and region. "
                + "ListGuardrails shows all."
            : null;
    }

    /// <summary>What is missing before a draft can be prepared; null for nothing.</summary>
    public static string? Missing(AgentSettings settings)
    {
        if (settings.FoundationModel is null)
        {
            return "foundationModel";
        }

        return settings.Instruction is null && settings.OrchestrationType == OrchestrationType.Default
            ? "instruction"
            : null;
    }

    private static string? Orchestration(AgentSettings settings)
    {
        var isCustom = settings.OrchestrationType == OrchestrationType.CustomOrchestration;
        if (settings.CustomOrchestration is not { } json)
        {
            return isCustom ? "It is missing, which the orchestrationType CUSTOM_ORCHESTRATION needs. Add it." : null;
        }

        if (!isCustom)
        {
            return "It goes with the orchestrationType CUSTOM_ORCHESTRATION only. Leave it out, or set that type.";
        }

        return ShapeJson.Read<CustomOrchestration>(json).Executor is null
            ? "executor is missing. Name the function that orchestrates, as executor.lambda."
            : null;
    }

    private async Task CheckPrompts(
        AgentSettings settings, OperationContext context, CancellationToken cancellationToken)
    {
        var prompts = AgentMapping.Read<Contracts.BedrockAgentRuntime.PromptOverrideConfiguration>(settings.Prompts);
        if (prompts is null)
        {
            return;
        }

        if (PromptRules.Fault(prompts) is var (field, complaint))
        {
            throw AgentsErrors.Wrong(field, complaint);
        }

        foreach (var model in prompts.PromptConfigurations.Select(prompt => prompt.FoundationModel).OfType<string>())
        {
            await CheckModel(model, context, cancellationToken);
        }
    }

    // The headers and notes of an invocation are not for an answer that invokes nothing.
    private Task<CatalogModel> CheckModel(
        string model, OperationContext context, CancellationToken cancellationToken) =>
        targets.ResolveText(model, () => "", KnowledgeModels.Own(context), cancellationToken);
}
