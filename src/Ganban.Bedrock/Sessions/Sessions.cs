using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage;

namespace Ganban.Bedrock.Sessions;

/// <summary>The sessions of all tenants, for whoever gets an identifier of one.</summary>
internal sealed class Sessions(ResourceStore store, TimeProvider clock) : ITaggableResources
{
    /// <inheritdoc/>
    public string ResourceType => SessionRecord.ResourceType;

    /// <summary>The ARN of a session.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{SessionRecord.ResourceType}/{id}").ToString();

    /// <summary>The session that an id or ARN means.</summary>
    /// <exception cref="ResourceNotFoundException">The tenant has none of it.</exception>
    public async Task<Stored<SessionRecord>> Get(
        Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var id = FoundationModels.Arn.Parse(identifier) is not { } arn ? identifier
            : arn.IsOf(tenant) ? arn.NameOf(ResourceType)
            : null;
        var found = id is null ? null : await store.GetAsync(tenant, SessionRecord.Kind, id, cancellationToken);
        return found ?? throw SessionsErrors.NoSession(identifier);
    }

    /// <summary>The session that an id or ARN means, to change it.</summary>
    /// <exception cref="ResourceNotFoundException">The tenant has none of it.</exception>
    /// <exception cref="ConflictException">It was ended, or is over.</exception>
    public async Task<Stored<SessionRecord>> GetActive(
        Tenant tenant, string identifier, CancellationToken cancellationToken)
    {
        var session = await Get(tenant, identifier, cancellationToken);
        var status = StatusOf(session);
        return status == SessionStatus.Active ? session : throw SessionsErrors.NotActive(session.Id, status);
    }

    /// <summary>A session's status now.</summary>
    public string StatusOf(Stored<SessionRecord> session) => SessionRecord.StatusOf(session, clock.GetUtcNow());

    /// <summary>Whether a session has an invocation.</summary>
    /// <exception cref="ResourceNotFoundException">It has not.</exception>
    public async Task CheckInvocation(
        Tenant tenant, string session, string invocation, CancellationToken cancellationToken)
    {
        var id = InvocationRecord.IdOf(session, invocation);
        if (await store.GetAsync(tenant, InvocationRecord.Kind, id, cancellationToken) is null)
        {
            throw SessionsErrors.NoInvocation(session, invocation);
        }
    }

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        arn.NameOf(ResourceType) is { Length: > 0 } id
        && await store.GetAsync(tenant, SessionRecord.Kind, id, cancellationToken) is not null;
}
