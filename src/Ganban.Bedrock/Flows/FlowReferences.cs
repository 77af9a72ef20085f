using Ganban.Bedrock.Flows.Validation;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Flows;

/// <summary>Finds what a definition names and the tenant does not have.</summary>
internal sealed class FlowReferences(StoredPrompts prompts, KnowledgeBases.KnowledgeBases knowledgeBases)
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
                    Value.SourceConfiguration: PromptFlowNodeSourceConfiguration.Resource { Value.PromptArn: { Length: > 0 } arn },
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
            }
        }
    }
}
