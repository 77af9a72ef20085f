using Ganban.Contracts;
using Ganban.Contracts.Bedrock;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Agent = Ganban.Contracts.BedrockAgent;
using AgentRuntime = Ganban.Contracts.BedrockAgentRuntime;

namespace Ganban.Bedrock.Tagging;

/// <summary>Adds tags to a resource: one rule, three services that spell it differently.</summary>
internal sealed class TagResourceHandler(ResourceTags resourceTags)
    : IOperationHandler<TagResourceRequest, TagResourceResponse>,
        IOperationHandler<Agent.TagResourceRequest, Agent.TagResourceResponse>,
        IOperationHandler<AgentRuntime.TagResourceRequest, AgentRuntime.TagResourceResponse>
{
    /// <inheritdoc/>
    public async Task<TagResourceResponse> Handle(
        TagResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var arn = request.ResourceARN;
        var tags = TagRules.Read(request.Tags, arn);
        return await Add(context, arn, tags, cancellationToken) switch
        {
            TagOutcome.Done => new(),
            TagOutcome.TooManyTags =>
                throw new TooManyTagsException(TaggingErrors.TooManyTags()) { ResourceName = arn },
            _ => throw new ResourceNotFoundException(TaggingErrors.UnknownResource(arn)),
        };
    }

    /// <inheritdoc/>
    public async Task<Agent.TagResourceResponse> Handle(
        Agent.TagResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var arn = request.ResourceArn;
        CheckKeys(request.Tags, text => new Agent.ValidationException(text));
        return await Add(context, arn, request.Tags, cancellationToken) switch
        {
            TagOutcome.Done => new(),
            TagOutcome.TooManyTags => throw new Agent.ServiceQuotaExceededException(TaggingErrors.TooManyTags()),
            _ => throw new Agent.ResourceNotFoundException(TaggingErrors.UnknownResource(arn)),
        };
    }

    /// <inheritdoc/>
    public async Task<AgentRuntime.TagResourceResponse> Handle(
        AgentRuntime.TagResourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var arn = request.ResourceArn;
        CheckKeys(request.Tags, text => new AgentRuntime.ValidationException(text));
        return await Add(context, arn, request.Tags, cancellationToken) switch
        {
            TagOutcome.Done => new(),
            TagOutcome.TooManyTags => throw new AgentRuntime.ServiceQuotaExceededException(TaggingErrors.TooManyTags()),
            _ => throw new AgentRuntime.ResourceNotFoundException(TaggingErrors.UnknownResource(arn)),
        };
    }

    private Task<TagOutcome> Add(
        OperationContext context,
        string arn,
        IReadOnlyDictionary<string, string> tags,
        CancellationToken cancellationToken) =>
        resourceTags.Add(new Tenant(context.Account, context.Region), arn, tags, cancellationToken);

    private static void CheckKeys(IReadOnlyDictionary<string, string> tags, Func<string, ModelledException> error)
    {
        if (TagRules.ReservedKey(tags.Keys) is { } reserved)
        {
            throw error(TaggingErrors.ReservedKey(reserved));
        }
    }
}
