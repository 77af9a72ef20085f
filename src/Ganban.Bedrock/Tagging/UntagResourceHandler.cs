using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Agent = Ganban.Contracts.BedrockAgent;
using AgentRuntime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tagging;

/// <summary>Removes tags from a resource, in all three services.</summary>
internal sealed class UntagResourceHandler(ResourceTags resourceTags)
    : IOperationHandler<UntagResourceRequest, UntagResourceResponse>,
        IOperationHandler<Agent.UntagResourceRequest, Agent.UntagResourceResponse>,
        IOperationHandler<AgentRuntime.UntagResourceRequest, AgentRuntime.UntagResourceResponse>
{
    /// <inheritdoc/>
    public async Task<UntagResourceResponse> Handle(
        UntagResourceRequest request, OperationContext context, CancellationToken cancellationToken) =>
        await Remove(context, request.ResourceARN, request.TagKeys, cancellationToken)
            ? new()
            : throw new ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceARN));

    /// <inheritdoc/>
    public async Task<Agent.UntagResourceResponse> Handle(
        Agent.UntagResourceRequest request, OperationContext context, CancellationToken cancellationToken) =>
        await Remove(context, request.ResourceArn, request.TagKeys, cancellationToken)
            ? new()
            : throw new Agent.ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceArn));

    /// <inheritdoc/>
    public async Task<AgentRuntime.UntagResourceResponse> Handle(
        AgentRuntime.UntagResourceRequest request, OperationContext context, CancellationToken cancellationToken) =>
        await Remove(context, request.ResourceArn, request.TagKeys, cancellationToken)
            ? new()
            : throw new AgentRuntime.ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceArn));

    private async Task<bool> Remove(
        OperationContext context, string arn, IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        return await resourceTags.Remove(tenant, arn, keys, cancellationToken) == TagOutcome.Done;
    }
}
