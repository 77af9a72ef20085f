using Ganban.Storage;

namespace Ganban.Bedrock.Agents.Memory;

/// <summary>
/// A memory with sessions that are not summed up: what a starting server finds of those of the one before it. It is
/// written with each turn of such a session, and deleted when nothing is left to sum up.
/// </summary>
/// <param name="Account">The owner's account.</param>
/// <param name="Region">The owner's region.</param>
/// <param name="CallerArn">Who was the last to invoke the agent with it.</param>
/// <param name="AgentId">The agent.</param>
/// <param name="AliasId">The alias that was invoked.</param>
/// <param name="MemoryId">The caller's id of the memory.</param>
internal sealed record WatchedMemory(
    string Account, string Region, string CallerArn, string AgentId, string AliasId, string MemoryId)
{
    /// <summary>The documents; they belong to the server, which finds them without knowing its tenants.</summary>
    public static DocumentKind<WatchedMemory> Kind { get; } =
        new("agent-memory-watched", MemoryJson.Default.WatchedMemory) { Scope = DocumentScope.Global };

    /// <summary>The owner.</summary>
    internal Tenant Tenant => new(Account, Region);

    /// <summary>The memory's id, which is the parent of its sessions.</summary>
    internal string Memory => MemoryRecord.Alias(AgentId, AliasId) + MemoryId;

    /// <summary>The id of the document.</summary>
    internal string DocumentId => $"{Account}/{Region}/{Memory}";

    /// <summary>The writes that have it watched, for the transaction that keeps a session.</summary>
    internal IReadOnlyList<Write> Watch() =>
        Kind.Replace(Tenant.Global, new NewDocument<WatchedMemory>(DocumentId, this));
}
