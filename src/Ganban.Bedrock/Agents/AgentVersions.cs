using System.Globalization;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Agents;

/// <summary>How a prepared draft becomes a version that never changes.</summary>
internal static class AgentVersions
{
    // The highest number that the contract's version labels can hold.
    private const int NumberMax = 99_999;

    /// <summary>The next version of a draft: its label, and the writes that make it.</summary>
    /// <exception cref="ValidationException">The draft is not prepared.</exception>
    /// <exception cref="ServiceQuotaExceededException">There are too many versions.</exception>
    public static (string Version, IReadOnlyList<Write> Writes) Next(Tenant tenant, Stored<AgentRecord> draft)
    {
        if (draft.Document.Status != AgentStatus.Prepared)
        {
            throw AgentsErrors.NotPrepared(draft.Id, draft.Document.Status);
        }

        var number = draft.Document.LastVersion + 1;
        if (number > NumberMax)
        {
            throw AgentsErrors.TooMany("versions that were made of the agent", NumberMax);
        }

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
