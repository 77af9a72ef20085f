namespace Ganban.Storage;

/// <summary>Full address of a document.</summary>
/// <param name="Tenant">Its owner, or <see cref="Tenant.Global"/>.</param>
/// <param name="Kind">Name of its kind, 1 to 64 characters.</param>
/// <param name="Id">Id within owner and kind, 1 to 256 characters.</param>
/// <param name="Version">Version label, 0 to 64 characters; empty for resources without versions.</param>
public readonly record struct DocumentKey(Tenant Tenant, string Kind, string Id, string Version);
