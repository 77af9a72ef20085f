using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Ganban.Storage;

/// <summary>
/// One kind of stored resource and how its document becomes JSON. A feature declares one per resource, once, as a
/// static value, and makes from it the writes that it commits together.
/// </summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Name">Name in the store, 1 to 64 characters; it must never change once documents exist.</param>
/// <param name="Json">Serializer of the document, normally from a source-generated context.</param>
public sealed record DocumentKind<T>(string Name, JsonTypeInfo<T> Json)
    where T : class
{
    /// <summary>Who the documents belong to.</summary>
    public DocumentScope Scope { get; init; }

    /// <summary>
    /// Whether two ids of one tenant (under one parent, where there is one) may not bear the same name. Versions of
    /// one id share its name.
    /// </summary>
    public bool UniqueNames { get; init; }

    /// <summary>Prepares the creation of a document, to be committed with other writes.</summary>
    /// <exception cref="ArgumentException">A part of the document's address is out of its limits.</exception>
    public Write Create(Tenant tenant, NewDocument<T> document)
    {
        ArgumentNullException.ThrowIfNull(document);
        Limits.CheckName(document.Name);
        Limits.CheckParent(document.Parent);
        Limits.CheckTags(document.Tags);
        var key = Key(tenant, document.Id, document.Version);
        return new Write.Create(
            key, Serialize(document.Document), document.Name, document.Parent, UniqueNames, document.Tags);
    }

    /// <summary>
    /// Prepares the replacement of document, name and parent of <paramref name="changed"/>, on condition that the
    /// stored revision is still <see cref="Stored{T}.Revision"/>.
    /// </summary>
    /// <exception cref="ArgumentException">A part of the document's address is out of its limits.</exception>
    public Write Update(Tenant tenant, Stored<T> changed)
    {
        ArgumentNullException.ThrowIfNull(changed);
        Limits.CheckName(changed.Name);
        Limits.CheckParent(changed.Parent);
        var key = Key(tenant, changed.Id, changed.Version);
        return new Write.Update(
            key, changed.Revision, Serialize(changed.Document), changed.Name, changed.Parent, UniqueNames);
    }

    /// <summary>
    /// Prepares a deletion. Without a <paramref name="revision"/> it deletes whatever is there, also nothing; with one
    /// the stored revision must equal it.
    /// </summary>
    /// <exception cref="ArgumentException">A part of the document's address is out of its limits.</exception>
    public Write Delete(Tenant tenant, string id, string version = "", long? revision = null) =>
        new Write.Delete(Key(tenant, id, version), revision);

    /// <summary>
    /// Prepares the creation of a document in place of the one that may be there, whatever its revision.
    /// </summary>
    /// <exception cref="ArgumentException">A part of the document's address is out of its limits.</exception>
    public IReadOnlyList<Write> Replace(Tenant tenant, NewDocument<T> document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return [Delete(tenant, document.Id, document.Version), Create(tenant, document)];
    }

    /// <summary>Checks scope and limits, and gives the full address.</summary>
    internal DocumentKey Key(Tenant tenant, string id, string version)
    {
        CheckScope(tenant);
        Limits.CheckId(id);
        Limits.CheckVersion(version);
        return new DocumentKey(tenant, Name, id, version);
    }

    internal void CheckScope(Tenant tenant)
    {
        Limits.CheckKind(Name);
        Limits.CheckTenant(tenant);
        if (tenant.IsGlobal != (Scope == DocumentScope.Global))
        {
            throw new ArgumentException(
                $"Documents of kind '{Name}' are {Scope}: " +
                $"use {(tenant.IsGlobal ? "the caller's tenant" : "Tenant.Global")} with them.",
                nameof(tenant));
        }
    }

    internal Stored<T> Read(RawDocument raw)
    {
        var document = JsonSerializer.Deserialize(raw.Json.Span, Json)
            ?? throw new InvalidDataException($"The stored document {raw.Key} is the JSON literal null.");
        return new Stored<T>(
            raw.Key.Id, raw.Key.Version, document, raw.Name, raw.Parent, raw.CreatedAt, raw.UpdatedAt, raw.Revision);
    }

    private byte[] Serialize(T document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var json = JsonSerializer.SerializeToUtf8Bytes(document, Json);
        Limits.CheckDocumentBytes(json.Length);
        return json;
    }
}
