using Ganban.Bedrock.Agents.OpenApi;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents.ActionGroups;

/// <summary>What holds for action groups beyond the contract's constraints.</summary>
internal sealed class ActionGroupRules(ApiSchemaTexts schemas)
{
    /// <summary>The most action groups of an agent, Amazon Bedrock's default quota.</summary>
    public const int GroupsMax = 20;

    /// <summary>The most functions of a group, a bound of ours.</summary>
    public const int FunctionsMax = 100;

    // Amazon Bedrock's default quotas per agent, and per function.
    private const int EnabledMax = 15;
    private const int ParametersMax = 5;

    /// <summary>Checks what a request says of an action group, and reads its OpenAPI schema where it has one.</summary>
    /// <exception cref="ValidationException">It contradicts itself, or the schema can't be used.</exception>
    public async Task<string?> Read(
        ActionGroupContent content, Tenant tenant, CancellationToken cancellationToken)
    {
        if (content.Signature is { } signature)
        {
            CheckBuiltIn(content, signature);
            return null;
        }

        if (content.SignatureParams is not null)
        {
            throw AgentsErrors.Wrong(
                "parentActionGroupSignatureParams", "They go with a parentActionGroupSignature only. Leave them out.");
        }

        if (content.Executor is null)
        {
            throw AgentsErrors.Wrong(
                "actionGroupExecutor", "It is missing. Name a function as lambda, or set customControl to RETURN_CONTROL.");
        }

        if ((content.ApiSchema is null) == (content.FunctionSchema is null))
        {
            throw AgentsErrors.Wrong("apiSchema, functionSchema", "Give one of them, which says what the actions are.");
        }

        if (content.ReadApiSchema() is not { } schema)
        {
            CheckFunctions(content.ReadFunctionSchema());
            return null;
        }

        try
        {
            return await schemas.Read(tenant, schema, cancellationToken);
        }
        catch (OpenApiException e)
        {
            throw AgentsErrors.Wrong("apiSchema", e.Message, e);
        }
    }

    /// <summary>Checks that a group fits beside an agent's others.</summary>
    /// <exception cref="ConflictException">Its name, or what it stands for, is taken.</exception>
    /// <exception cref="ServiceQuotaExceededException">There are too many.</exception>
    public static void CheckBeside(ActionGroupContent content, IReadOnlyList<ActionGroupRecord> others)
    {
        if (others.Any(other => other.Content.Name == content.Name))
        {
            throw AgentsErrors.NameTaken("An action group of the agent", content.Name);
        }

        if (content.Signature is { } signature && others.Any(other => other.Content.Signature == signature))
        {
            throw AgentsErrors.InUse(
                $"The parentActionGroupSignature {signature}",
                "the agent has an action group of it",
                "Change that one.");
        }

        if (others.Count >= GroupsMax)
        {
            throw AgentsErrors.TooMany("action groups of the agent", GroupsMax);
        }

        if (content.IsEnabled && others.Count(other => other.Content.IsEnabled) >= EnabledMax)
        {
            throw AgentsErrors.TooMany("enabled action groups of the agent", EnabledMax);
        }
    }

    private static void CheckBuiltIn(ActionGroupContent content, string signature)
    {
        if (content.Description is not null || content.ApiSchema is not null || content.FunctionSchema is not null)
        {
            throw AgentsErrors.Wrong(
                "parentActionGroupSignature",
                $"A group that stands for {signature} has no description, apiSchema or functionSchema. Leave them out.");
        }

        var isAmazons = signature.StartsWith("AMAZON.", StringComparison.Ordinal);
        if (isAmazons && (content.Executor is not null || content.SignatureParams is { Count: > 0 }))
        {
            throw AgentsErrors.Wrong(
                "parentActionGroupSignature",
                $"A group that stands for {signature} has no actionGroupExecutor and no parentActionGroupSignatureParams. "
                + "Leave them out.");
        }

        if (!isAmazons && content.SignatureParams?.ContainsKey("type") != true)
        {
            throw AgentsErrors.Wrong(
                "parentActionGroupSignatureParams",
                $"{signature} needs a type: the name of the model's tool with its date.");
        }
    }

    private static void CheckFunctions(FunctionSchema? schema)
    {
        if (schema is not FunctionSchema.Functions { Value: { Count: > 0 and <= FunctionsMax } functions })
        {
            throw AgentsErrors.Wrong("functionSchema.functions", $"There must be 1 to {FunctionsMax} functions.");
        }

        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var function in functions)
        {
            if (!names.Add(function.Name))
            {
                throw AgentsErrors.Wrong(
                    "functionSchema.functions", $"The name {function.Name} occurs twice. Every function needs its own.");
            }

            if (function.Parameters?.Count > ParametersMax)
            {
                throw AgentsErrors.TooMany($"parameters of the function {function.Name}", ParametersMax);
            }
        }
    }
}
