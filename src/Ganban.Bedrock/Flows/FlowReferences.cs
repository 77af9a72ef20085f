using Ganban.Bedrock.Agents.Aliases;
using Ganban.Bedrock.Agents.Runtime;
using Ganban.Bedrock.Flows.Nodes;
using Ganban.Bedrock.Flows.Validation;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Functions;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Finds what a definition names and the tenant does not have.</summary>
internal sealed class FlowReferences(
    StoredPrompts prompts,
    KnowledgeBases.KnowledgeBases knowledgeBases,
    IAgentDefinitions agents,
    IFunctionInvoker functions)
{
    /// <summary>Adds to the findings what is not there.</summary>
    public async Task Check(
        Tenant tenant, FlowDefinition definition, FlowFindings findings, CancellationToken cancellationToken)
    {
        foreach (var node in FlowValidator.Everywhere(definition))
        {
            switch (node.Configuration)
            {
                case FlowNodeConfiguration.Prompt
                {
                    Value.SourceConfiguration: PromptFlowNodeSourceConfiguration.Resource
                    {
                        Value.PromptArn: { Length: > 0 } arn,
                    },
                }:
                    if (await prompts.Find(tenant, arn, version: null, cancellationToken) is null)
                    {
                        findings.Unspecified(
                            $"The node {node.Name} names the prompt {arn}, which does not exist in this account and region.");
                    }

                    break;
                case FlowNodeConfiguration.KnowledgeBase { Value.KnowledgeBaseId: { Length: > 0 } id }:
                    if (await knowledgeBases.Find(tenant, id, cancellationToken) is null)
                    {
                        findings.Unspecified(
                            $"The node {node.Name} names the knowledge base {id}, which does not exist in this account and region.");
                    }

                    break;
                case FlowNodeConfiguration.LambdaFunction { Value.LambdaArn: { Length: > 0 } arn }:
                    if (!await functions.Has(tenant, arn, cancellationToken))
                    {
                        findings.Unspecified(
                            $"The node {node.Name} names the function {arn}, which does not exist in this account and region.");
                    }

                    break;
                case FlowNodeConfiguration.Agent { Value.AgentAliasArn: { Length: > 0 } arn }:
                    if (!await HasAgent(tenant, arn, cancellationToken))
                    {
                        findings.Unspecified(
                            $"The node {node.Name} names the agent alias {arn}, which does not exist in this account and region.");
                    }

                    break;
            }
        }
    }

    private async Task<bool> HasAgent(Tenant tenant, string arn, CancellationToken cancellationToken)
    {
        if (StoredAliases.Parse(tenant, arn) is not { } alias)
        {
            return false;
        }

        try
        {
            await agents.Find(tenant, alias.AgentId, alias.AliasId, cancellationToken);
            return true;
        }
        catch (ModelledException e) when (e.Status == 404)
        {
            return false;
        }
        catch (ModelledException)
        {
            return true; // It is there, but not ready now.
        }
    }
}
