namespace Ganban.Storage;

/// <summary>
/// Request of a batch to be carried out once. The database keeps the token with the created document: until it
/// expires, or until the document is deleted, the same token yields that document and nothing is written.
/// </summary>
/// <param name="Tenant">Whose token it is.</param>
/// <param name="Kind">Kind of the created document; tokens of different kinds do not meet.</param>
/// <param name="Token">The caller's token and its request's fingerprint.</param>
/// <param name="ExpiresAt">When the token is forgotten.</param>
public sealed record IdempotencyClaim(Tenant Tenant, string Kind, Idempotency Token, DateTimeOffset ExpiresAt);
