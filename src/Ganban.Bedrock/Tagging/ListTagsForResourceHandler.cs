using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Agent = Ganban.Contracts.BedrockAgent;
using AgentRuntime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tagging;

/// <summary>Lists the tags of a resource, in all three services.</summary>
internal sealed class ListTagsForResourceHandler(ResourceTags resourceTags)
    : IOperationHandler<ListTagsForResourceRequest, ListTagsForResourceResponse>,
        IOperationHandler<Agent.ListTagsForResourceRequest, Agent.ListTagsForResourceResponse>,
        IOperationHandler<AgentRuntime.ListTagsForResourceRequest, AgentRuntime.ListTagsForResourceResponse>
{
    /// <inheritdoc/>
    public async Task<ListTagsForResourceResponse> Handle(
        ListTagsForResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tags = await List(context, request.ResourceARN, cancellationToken)
            ?? throw new ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceARN));
        return new ListTagsForResourceResponse
        {
            Tags = [.. tags.Select(tag => new Tag { Key = tag.Key, Value = tag.Value })],
        };
    }

    /// <inheritdoc/>
    public async Task<Agent.ListTagsForResourceResponse> Handle(
        Agent.ListTagsForResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tags = await List(context, request.ResourceArn, cancellationToken)
            ?? throw new Agent.ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceArn));
        return new Agent.ListTagsForResourceResponse { Tags = tags };
    }

    /// <inheritdoc/>
    public async Task<AgentRuntime.ListTagsForResourceResponse> Handle(
        AgentRuntime.ListTagsForResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tags = await List(context, request.ResourceArn, cancellationToken)
            ?? throw new AgentRuntime.ResourceNotFoundException(TaggingErrors.UnknownResource(request.ResourceArn));
        return new AgentRuntime.ListTagsForResourceResponse { Tags = tags };
    }

    private Task<IReadOnlyDictionary<string, string>?> List(
        OperationContext context, string arn, CancellationToken cancellationToken) =>
        resourceTags.List(new Tenant(context.Account, context.Region), arn, cancellationToken);
}
