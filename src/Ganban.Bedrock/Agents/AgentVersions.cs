using System.Globalization;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>How a prepared draft becomes a version that never changes.</summary>
internal static class AgentVersions
{
    /// <summary>The most versions of an agent.</summary>
    public const int VersionsMax = 900;

    /// <summary>The next version of a draft: its label, and the writes that make it.</summary>
    /// <exception cref="ValidationException">The draft is not prepared.</exception>
    /// <exception cref="ServiceQuotaExceededException">There are too many versions.</exception>
    public static async Task<(string Version, IReadOnlyList<Write> Writes)> Next(
        ResourceStore store, Tenant tenant, Stored<AgentRecord> draft, CancellationToken cancellationToken)
    {
        if (draft.Document.Status != AgentStatus.Prepared)
        {
            throw AgentsErrors.NotPrepared(draft.Id, draft.Document.Status);
        }

        var query = new ListQuery { Id = draft.Id, PageSize = VersionsMax + 1 };
        var versions = await store.ListAsync(tenant, AgentRecord.Kind, query, cancellationToken);
        if (versions.Items.Count > VersionsMax)
        {
            throw AgentsErrors.TooMany("versions of the agent", VersionsMax);
        }

        var number = draft.Document.LastVersion + 1;
        var version = number.ToString(CultureInfo.InvariantCulture);
        var document = new NewDocument<AgentRecord>(
            draft.Id, draft.Document with { LastVersion = 0, ClientToken = null })
        {
            Name = draft.Name,
            Version = version,
        };
        var counted = draft with { Document = draft.Document with { LastVersion = number } };
        return (version, [AgentRecord.Kind.Create(tenant, document), AgentRecord.Kind.Update(tenant, counted)]);
    }
}
