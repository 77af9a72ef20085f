using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Ganban.Storage;

/// <summary>
/// The resource store as features use it: typed documents, tags and append-only streams of tenants, over any
/// <see cref="IResourceDatabase"/>. Safe for concurrent use; does not own the database. What a write returned
/// survives the death of the process. Absent things are null, not exceptions.
/// </summary>
public sealed class ResourceStore
{
    private readonly IResourceDatabase _database;
    private readonly TimeProvider _clock;
    private readonly PageTokens _pageTokens;

    /// <summary>Puts a store in front of a database.</summary>
    public ResourceStore(IResourceDatabase database, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(clock);
        _database = database;
        _clock = clock;
        _pageTokens = new PageTokens(database.PageTokenKey);
    }

    /// <summary>How long an idempotency token is remembered.</summary>
    public TimeSpan IdempotencyLifetime { get; init; } = TimeSpan.FromHours(8);

    /// <summary>
    /// A secret of 32 bytes for a purpose, the same for as long as the database lives and different for each purpose.
    /// </summary>
    public byte[] DeriveKey(string purpose)
    {
        ArgumentException.ThrowIfNullOrEmpty(purpose);
        return HKDF.DeriveKey(
            HashAlgorithmName.SHA256, _database.PageTokenKey.ToArray(), 32, info: Encoding.UTF8.GetBytes(purpose));
    }

    /// <summary>Creates a document.</summary>
    /// <exception cref="ResourceExistsException">The id, or a name that must be unique, is taken.</exception>
    public Task<Stored<T>> CreateAsync<T>(
        Tenant tenant, DocumentKind<T> kind, NewDocument<T> document, CancellationToken cancellationToken)
        where T : class =>
        CreateAsync(tenant, kind, document, idempotency: null, together: [], cancellationToken);

    /// <summary>
    /// Creates a document once: a repetition with the same token and fingerprint returns the document of the first
    /// time, as it is now, and writes nothing. The token is forgotten after <see cref="IdempotencyLifetime"/> or
    /// when the document is deleted.
    /// </summary>
    /// <param name="tenant">Owner.</param>
    /// <param name="kind">Kind.</param>
    /// <param name="document">The document.</param>
    /// <param name="idempotency">Token of the request, or null.</param>
    /// <param name="together">Other writes of the same transaction.</param>
    /// <param name="cancellationToken">Honoured until the write's turn comes.</param>
    /// <exception cref="ResourceExistsException">The id, or a name that must be unique, is taken.</exception>
    /// <exception cref="IdempotencyConflictException">The token came before with another fingerprint.</exception>
    public async Task<Stored<T>> CreateAsync<T>(
        Tenant tenant,
        DocumentKind<T> kind,
        NewDocument<T> document,
        Idempotency? idempotency,
        IReadOnlyList<Write> together,
        CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        var now = Now();
        IdempotencyClaim? claim = null;
        if (idempotency is not null)
        {
            Limits.CheckIdempotency(idempotency);
            claim = new IdempotencyClaim(tenant, kind.Name, idempotency, now + IdempotencyLifetime);
        }

        IReadOnlyList<Write> writes = [kind.Create(tenant, document), .. together];
        Limits.CheckBatch(writes);
        var result = await _database.CommitAsync(new WriteBatch(writes, now, claim), cancellationToken);
        return result.Earlier is { } earlier
            ? kind.Read(earlier)
            : new Stored<T>(
                document.Id,
                document.Version,
                document.Document,
                document.Name,
                document.Parent,
                now,
                now,
                result.Numbers[0]);
    }

    /// <summary>The document, or null.</summary>
    public async Task<Stored<T>?> GetAsync<T>(
        Tenant tenant, DocumentKind<T> kind, string id, string version, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        var raw = await _database.GetAsync(kind.Key(tenant, id, version), cancellationToken);
        return raw is null ? null : kind.Read(raw);
    }

    /// <summary>The document of a resource without versions, or null.</summary>
    public Task<Stored<T>?> GetAsync<T>(
        Tenant tenant, DocumentKind<T> kind, string id, CancellationToken cancellationToken)
        where T : class =>
        GetAsync(tenant, kind, id, version: "", cancellationToken);

    /// <summary>
    /// Writes document, name and parent of <paramref name="changed"/>, typically a read document in <c>with</c> form,
    /// if nobody has written it since, and returns it with its new revision.
    /// </summary>
    /// <exception cref="RevisionConflictException">It was changed or deleted since.</exception>
    /// <exception cref="ResourceExistsException">The new name must be unique and is taken.</exception>
    public async Task<Stored<T>> UpdateAsync<T>(
        Tenant tenant, DocumentKind<T> kind, Stored<T> changed, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        var batch = new WriteBatch([kind.Update(tenant, changed)], Now(), Claim: null);
        var result = await _database.CommitAsync(batch, cancellationToken);
        return changed with { UpdatedAt = batch.At, Revision = result.Numbers[0] };
    }

    /// <summary>Deletes a document of any revision and says whether it was there.</summary>
    public async Task<bool> DeleteAsync<T>(
        Tenant tenant, DocumentKind<T> kind, string id, string version, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        var numbers = await CommitAsync([kind.Delete(tenant, id, version)], cancellationToken);
        return numbers[0] > 0;
    }

    /// <summary>Deletes a resource without versions and says whether it was there.</summary>
    public Task<bool> DeleteAsync<T>(
        Tenant tenant, DocumentKind<T> kind, string id, CancellationToken cancellationToken)
        where T : class =>
        DeleteAsync(tenant, kind, id, version: "", cancellationToken);

    /// <summary>
    /// One page of the documents of a kind. Pages are stable: documents that stay are listed once, whatever is created
    /// or deleted between two pages.
    /// </summary>
    /// <exception cref="InvalidPageTokenException">The token was not given for this list.</exception>
    public async Task<Page<T>> ListAsync<T>(
        Tenant tenant, DocumentKind<T> kind, ListQuery query, CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(kind);
        ArgumentNullException.ThrowIfNull(query);
        kind.CheckScope(tenant);
        Limits.CheckQuery(query);
        var scan = new ListScan(tenant, kind.Name, query, After: null);
        if (query.PageToken is not null)
        {
            scan = scan with { After = _pageTokens.Read(scan, query.PageToken) };
        }

        var page = await _database.ListAsync(scan, cancellationToken);
        var items = page.Documents.Select(kind.Read).ToList();
        return new Page<T>(items, page.More ? _pageTokens.Write(scan, PositionOf(page.Documents[^1], query)) : null);
    }

    /// <summary>
    /// All documents of a kind, page by page as they are asked for. A page ends early where its documents are large,
    /// so whoever counts or deletes reads them here.
    /// </summary>
    public async IAsyncEnumerable<Stored<T>> ListAllAsync<T>(
        Tenant tenant,
        DocumentKind<T> kind,
        ListQuery query,
        [EnumeratorCancellation] CancellationToken cancellationToken)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(query);
        do
        {
            var page = await ListAsync(tenant, kind, query, cancellationToken);
            foreach (var item in page.Items)
            {
                yield return item;
            }

            query = query with { PageToken = page.NextToken };
        }
        while (query.PageToken is not null);
    }

    /// <summary>The document of a kind with this name, or null; the kind's names are unique.</summary>
    public async Task<Stored<T>?> FindNamedAsync<T>(
        Tenant tenant, DocumentKind<T> kind, string name, CancellationToken cancellationToken)
        where T : class =>
        await ListAllAsync(tenant, kind, new ListQuery { NameContains = name }, cancellationToken)
            .FirstOrDefaultAsync(item => item.Name == name, cancellationToken);

    /// <summary>Whether there are as many documents of a kind as <paramref name="count"/>, or more.</summary>
    public async Task<bool> HasAsync<T>(
        Tenant tenant, DocumentKind<T> kind, ListQuery query, int count, CancellationToken cancellationToken)
        where T : class =>
        await ListAllAsync(tenant, kind, query, cancellationToken).Skip(count - 1).AnyAsync(cancellationToken);

    /// <summary>
    /// Commits writes as one transaction: all or none. Returns one number per write, as each kind of
    /// <see cref="Write"/> says: revision, sequence number or count.
    /// </summary>
    /// <exception cref="ResourceExistsException">An id, or a name that must be unique, is taken.</exception>
    /// <exception cref="RevisionConflictException">An expected revision was not found.</exception>
    public async Task<IReadOnlyList<long>> CommitAsync(
        IReadOnlyList<Write> writes, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(writes);
        Limits.CheckBatch(writes);
        var result = await _database.CommitAsync(new WriteBatch(writes, Now(), Claim: null), cancellationToken);
        return result.Numbers;
    }

    /// <summary>All tags of a resource, sorted by key; empty where there are none.</summary>
    public Task<IReadOnlyDictionary<string, string>> GetTagsAsync(
        Tenant tenant, string arn, CancellationToken cancellationToken)
    {
        Limits.CheckRegional(tenant);
        Limits.CheckArn(arn);
        return _database.GetTagsAsync(tenant, arn, cancellationToken);
    }

    /// <summary>
    /// ARNs of the tenant that bear a tag, sorted, at most <paramref name="count"/> (1 to 1000). The last of them is
    /// the <paramref name="afterArn"/> of the next call.
    /// </summary>
    /// <param name="tenant">Owner.</param>
    /// <param name="key">Key of the tag.</param>
    /// <param name="value">Its value, or null for any.</param>
    /// <param name="afterArn">Where to go on, or null.</param>
    /// <param name="count">Most ARNs to return.</param>
    /// <param name="cancellationToken">Cancels waiting for the database.</param>
    public Task<IReadOnlyList<string>> FindTaggedAsync(
        Tenant tenant, string key, string? value, string? afterArn, int count, CancellationToken cancellationToken)
    {
        Limits.CheckRegional(tenant);
        Limits.CheckTagKey(key);
        Limits.CheckTagValue(value ?? "");
        Limits.CheckArn(afterArn ?? "-");
        Limits.CheckCount(count);
        return _database.FindTaggedAsync(tenant, key, value, afterArn, count, cancellationToken);
    }

    /// <summary>Appends an entry to a stream and returns its sequence number, counted from 1 without gaps.</summary>
    public async Task<long> AppendAsync(
        Tenant tenant, string stream, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var numbers = await CommitAsync([Write.Append(tenant, stream, payload)], cancellationToken);
        return numbers[0];
    }

    /// <summary>
    /// Entries of a stream from sequence number <paramref name="from"/> on (1 is the first), at most
    /// <paramref name="count"/> (1 to 1000) and fewer when they are large; none at the end or of an absent stream.
    /// </summary>
    public Task<IReadOnlyList<StreamEntry>> ReadStreamAsync(
        Tenant tenant, string stream, long from, int count, CancellationToken cancellationToken)
    {
        Limits.CheckTenant(tenant);
        Limits.CheckStream(stream);
        Limits.CheckCount(count);
        return _database.ReadStreamAsync(tenant, stream, from, count, cancellationToken);
    }

    private static ListPosition PositionOf(RawDocument last, ListQuery query)
    {
        var byName = query.Sort is ListSort.NameAscending or ListSort.NameDescending;
        return new ListPosition(last.CreatedAt, byName ? last.Name ?? "" : "", last.Ordinal);
    }

    // Whole microseconds, because that is what every database can keep.
    private DateTimeOffset Now()
    {
        var now = _clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
