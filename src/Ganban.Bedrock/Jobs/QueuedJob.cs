using Ganban.Storage;

namespace Ganban.Bedrock.Jobs;

/// <summary>
/// A job that is not over: what a starting server finds of the work of the one before it. It is created in the same
/// transaction as the resource that stands for the job, and deleted when nothing is left to do.
/// </summary>
/// <param name="Type">The name of its <see cref="IJobType"/>.</param>
/// <param name="Account">The owner's account.</param>
/// <param name="Region">The owner's region.</param>
/// <param name="Id">The id of the resource.</param>
/// <param name="ExpiresAt">When it gets its turn even if there is no place, to end; null: never.</param>
internal sealed record QueuedJob(
    string Type, string Account, string Region, string Id, DateTimeOffset? ExpiresAt)
{
    /// <summary>The documents; they belong to the server, which finds them without knowing its tenants.</summary>
    public static DocumentKind<QueuedJob> Kind { get; } =
        new("queued-job", JobsJson.Default.QueuedJob) { Scope = DocumentScope.Global };

    /// <summary>The owner.</summary>
    internal Tenant Tenant => new(Account, Region);

    /// <summary>The id of the document.</summary>
    internal string DocumentId => $"{Type}/{Account}/{Region}/{Id}";

    /// <inheritdoc/>
    public bool Equals(QueuedJob? other) => other?.DocumentId == DocumentId;

    /// <inheritdoc/>
    public override int GetHashCode() => DocumentId.GetHashCode(StringComparison.Ordinal);

    /// <summary>What a tenant's jobs of a type have in common, to count them.</summary>
    internal static string ParentOf(string type, Tenant tenant) => $"{type}/{tenant.Account}/{tenant.Region}";

    /// <summary>The write that queues it, for the transaction that creates its resource.</summary>
    internal Write Create() => Kind.Create(
        Tenant.Global, new NewDocument<QueuedJob>(DocumentId, this) { Parent = ParentOf(Type, Tenant) });
}
