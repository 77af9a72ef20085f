using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>Begins a session.</summary>
internal sealed class CreateSessionHandler(ResourceStore store)
    : IOperationHandler<CreateSessionRequest, CreateSessionResponse>
{
    /// <inheritdoc/>
    public async Task<CreateSessionResponse> Handle(
        CreateSessionRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var tags = request.Tags ?? new Dictionary<string, string>();
        if (TagRules.ReservedKey(tags.Keys) is { } reserved)
        {
            throw SessionsErrors.ReservedTag(reserved);
        }

        if (tags.Count > TagRules.TagsMax)
        {
            throw SessionsErrors.TooManyTags();
        }

        var id = Guid.NewGuid().ToString();
        var arn = Sessions.Arn(tenant, id);
        var record = new SessionRecord(
            request.EncryptionKeyArn, request.SessionMetadata, IsEnded: false, Invocations: 0, Steps: 0);
        var stored = await store.CreateAsync(
            tenant,
            SessionRecord.Kind,
            new NewDocument<SessionRecord>(id, record) { Tags = new TagSet(arn, tags) },
            cancellationToken);
        return new CreateSessionResponse
        {
            SessionId = id,
            SessionArn = arn,
            SessionStatus = SessionStatus.Active,
            CreatedAt = stored.CreatedAt,
        };
    }
}
