using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>The agents of all tenants.</summary>
internal sealed class StoredAgents(ResourceStore store) : ITaggableResources
{
    private const int BytesMax = 4 << 20; // of an agent with all that belongs to it, as it is stored
    private const int AttemptsMax = 5;

    /// <inheritdoc/>
    public string ResourceType => AgentRecord.ResourceType;

    /// <summary>The ARN of an agent; its versions have the same one.</summary>
    public static string Arn(Tenant tenant, string id) =>
        FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, $"{AgentRecord.ResourceType}/{id}").ToString();

    /// <summary>A version of the tenant's agent, or null.</summary>
    public Task<Stored<AgentRecord>?> Find(
        Tenant tenant, string id, string version, CancellationToken cancellationToken) =>
        store.GetAsync(tenant, AgentRecord.Kind, id, version, cancellationToken);

    /// <summary>A version of the tenant's agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is none.</exception>
    public async Task<Stored<AgentRecord>> Get(
        Tenant tenant, string id, string version, CancellationToken cancellationToken) =>
        await Find(tenant, id, version, cancellationToken) ?? throw AgentsErrors.NotFound(id, version);

    /// <summary>The draft of the tenant's agent.</summary>
    /// <exception cref="ResourceNotFoundException">There is no such agent.</exception>
    public Task<Stored<AgentRecord>> GetDraft(Tenant tenant, string id, CancellationToken cancellationToken) =>
        Get(tenant, id, AgentRecord.Draft, cancellationToken);

    /// <summary>The tenant's draft as it was prepared last; null while it never was.</summary>
    public Task<Stored<AgentRecord>?> FindPrepared(Tenant tenant, string id, CancellationToken cancellationToken) =>
        store.GetAsync(tenant, AgentRecord.Prepared, id, cancellationToken);

    /// <summary>
    /// Changes a draft, which is not prepared from then on; asks again when another request was faster. Returns what
    /// is stored then. A change that returns what it was given writes nothing.
    /// </summary>
    /// <exception cref="ResourceNotFoundException">There is no such agent.</exception>
    /// <exception cref="ConflictException">Others were faster again and again.</exception>
    public async Task<Stored<AgentRecord>> Change(
        Tenant tenant, string id, Func<AgentRecord, AgentRecord> change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var draft = await GetDraft(tenant, id, cancellationToken);
            var changed = change(draft.Document);
            if (ReferenceEquals(changed, draft.Document))
            {
                return draft;
            }

            try
            {
                var next = draft with { Document = Fitting(Unprepared(changed)) };
                return await store.UpdateAsync(tenant, AgentRecord.Kind, next, cancellationToken);
            }
            catch (RevisionConflictException) when (attempt < AttemptsMax)
            {
                // Another request changed the draft meanwhile.
            }
            catch (RevisionConflictException e)
            {
                throw AgentsErrors.Changed(id, e);
            }
        }
    }

    /// <summary>The record, if it is not too large.</summary>
    /// <exception cref="ServiceQuotaExceededException">It is.</exception>
    public static AgentRecord Fitting(AgentRecord record) =>
        JsonSerializer.SerializeToUtf8Bytes(record, AgentsJson.Default.AgentRecord).Length <= BytesMax
            ? record
            : throw AgentsErrors.TooLarge(BytesMax);

    /// <summary>The record of a draft that was changed.</summary>
    public static AgentRecord Unprepared(AgentRecord record) => record with
    {
        Status = AgentStatus.NotPrepared,
        FailureReasons = [],
        RecommendedActions = [],
    };

    /// <inheritdoc/>
    public async Task<bool> Exists(Tenant tenant, Arn arn, CancellationToken cancellationToken) =>
        arn.NameOf(ResourceType) is { Length: > 0 and <= AgentId.Characters } id
        && await Find(tenant, id, AgentRecord.Draft, cancellationToken) is not null;
}
