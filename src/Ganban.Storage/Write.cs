namespace Ganban.Storage;

/// <summary>
/// One write of a transaction. Document writes are made by <see cref="DocumentKind{T}"/>, the others by the methods
/// here; both check everything they are given, so that a database may trust what it receives.
/// </summary>
public abstract record Write
{
    private protected Write()
    {
    }

    /// <summary>Prepares setting tags: new keys are added, known keys get the new value, others stay.</summary>
    /// <exception cref="ArgumentException">A part is out of its limits.</exception>
    public static Write Tag(Tenant tenant, TagSet tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        Limits.CheckRegional(tenant);
        Limits.CheckTags(tags);
        return new SetTags(tenant, tags);
    }

    /// <summary>Prepares removing tags; keys that are not set are passed over.</summary>
    /// <exception cref="ArgumentException">A part is out of its limits.</exception>
    public static Write Untag(Tenant tenant, string arn, IReadOnlyList<string> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Limits.CheckRegional(tenant);
        Limits.CheckArn(arn);
        Limits.CheckTagKeys(keys);
        return new RemoveTags(tenant, arn, keys);
    }

    /// <summary>Prepares removing all tags of a resource, as its deletion does.</summary>
    /// <exception cref="ArgumentException">A part is out of its limits.</exception>
    public static Write UntagAll(Tenant tenant, string arn)
    {
        Limits.CheckRegional(tenant);
        Limits.CheckArn(arn);
        return new RemoveTags(tenant, arn, null);
    }

    /// <summary>Prepares appending an entry to a stream, which begins with its first entry.</summary>
    /// <exception cref="ArgumentException">A part is out of its limits.</exception>
    public static Write Append(Tenant tenant, string stream, ReadOnlyMemory<byte> payload)
    {
        Limits.CheckTenant(tenant);
        Limits.CheckStream(stream);
        Limits.CheckPayloadBytes(payload.Length);
        return new AppendEntry(tenant, stream, payload);
    }

    /// <summary>Prepares deleting a stream with all its entries; an absent one is passed over.</summary>
    /// <exception cref="ArgumentException">A part is out of its limits.</exception>
    public static Write DropStream(Tenant tenant, string stream)
    {
        Limits.CheckTenant(tenant);
        Limits.CheckStream(stream);
        return new DeleteStream(tenant, stream);
    }

    /// <summary>
    /// Creation; yields the revision. <see cref="ResourceExistsException"/> when the id or a unique name is taken.
    /// </summary>
    /// <param name="Key">Address.</param>
    /// <param name="Json">The document, UTF-8 JSON.</param>
    /// <param name="Name">Name, if any.</param>
    /// <param name="Parent">Parent id, if any.</param>
    /// <param name="UniqueName">Whether no other id of tenant, kind and parent may bear the name.</param>
    /// <param name="Tags">Tags to set, if any.</param>
    public sealed record Create(
        DocumentKey Key,
        ReadOnlyMemory<byte> Json,
        string? Name,
        string? Parent,
        bool UniqueName,
        TagSet? Tags) : Write;

    /// <summary>
    /// Replacement; yields the new revision. <see cref="RevisionConflictException"/> when the document is absent or
    /// has another revision, <see cref="ResourceExistsException"/> when the new name is taken.
    /// </summary>
    /// <param name="Key">Address.</param>
    /// <param name="ExpectedRevision">Revision that the stored document must have.</param>
    /// <param name="Json">The document, UTF-8 JSON.</param>
    /// <param name="Name">Name, if any.</param>
    /// <param name="Parent">Parent id, if any.</param>
    /// <param name="UniqueName">Whether no other id of tenant, kind and parent may bear the name.</param>
    public sealed record Update(
        DocumentKey Key,
        long ExpectedRevision,
        ReadOnlyMemory<byte> Json,
        string? Name,
        string? Parent,
        bool UniqueName) : Write;

    /// <summary>
    /// Deletion; yields 1 if the document was there, otherwise 0. <see cref="RevisionConflictException"/> when a
    /// revision is expected and not found.
    /// </summary>
    /// <param name="Key">Address.</param>
    /// <param name="ExpectedRevision">Revision that the stored document must have, or null for any or none.</param>
    public sealed record Delete(DocumentKey Key, long? ExpectedRevision) : Write;

    /// <summary>Sets tags beside those already there; yields the number of tags set.</summary>
    /// <param name="Tenant">Owner of the resource.</param>
    /// <param name="Tags">ARN and tags.</param>
    public sealed record SetTags(Tenant Tenant, TagSet Tags) : Write;

    /// <summary>Removes tags; yields the number of tags removed.</summary>
    /// <param name="Tenant">Owner of the resource.</param>
    /// <param name="Arn">ARN of the resource.</param>
    /// <param name="Keys">Keys to remove, or null for all.</param>
    public sealed record RemoveTags(Tenant Tenant, string Arn, IReadOnlyList<string>? Keys) : Write;

    /// <summary>Appends to a stream; yields the entry's sequence number, counted from 1 without gaps.</summary>
    /// <param name="Tenant">Owner of the stream.</param>
    /// <param name="Stream">Name of the stream.</param>
    /// <param name="Payload">The entry.</param>
    public sealed record AppendEntry(Tenant Tenant, string Stream, ReadOnlyMemory<byte> Payload) : Write;

    /// <summary>Deletes a stream; yields the number of entries removed. Later entries count from 1 again.</summary>
    /// <param name="Tenant">Owner of the stream.</param>
    /// <param name="Stream">Name of the stream.</param>
    public sealed record DeleteStream(Tenant Tenant, string Stream) : Write;
}
