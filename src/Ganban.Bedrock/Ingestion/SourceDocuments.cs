using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Ingestion;

/// <summary>What is known of the documents of data sources, and how they come and go.</summary>
internal sealed class SourceDocuments(ResourceStore store, IVectorStore vectors)
{
    /// <summary>A document of a data source, or null.</summary>
    public Task<Stored<SourceDocumentRecord>?> Find(
        IngestionTarget target, string name, bool isCustom, CancellationToken cancellationToken) =>
        store.GetAsync(
            target.Tenant,
            SourceDocumentRecord.Kind,
            SourceDocumentRecord.IdOf(target.DataSource, name, isCustom),
            cancellationToken);

    /// <summary>A page of the documents of a data source.</summary>
    public Task<Page<SourceDocumentRecord>> List(
        Tenant tenant, string parent, string? token, int count, CancellationToken cancellationToken) =>
        store.ListAsync(
            tenant,
            SourceDocumentRecord.Kind,
            new ListQuery { Parent = parent, PageSize = count, PageToken = token },
            cancellationToken);

    /// <summary>Keeps what is known of a document, in place of what was.</summary>
    public Task Keep(IngestionTarget target, SourceDocumentRecord record, CancellationToken cancellationToken)
    {
        var id = SourceDocumentRecord.IdOf(target.DataSource, record.Name, record.IsCustom);
        var document = new NewDocument<SourceDocumentRecord>(id, record) { Parent = target.Parent };
        return store.CommitAsync(SourceDocumentRecord.Kind.Replace(target.Tenant, document), cancellationToken);
    }

    /// <summary>Removes a document from the index and forgets it.</summary>
    /// <exception cref="IngestionFailedException">The vector store can't be used; nothing is forgotten.</exception>
    public async Task Remove(
        IngestionTarget target,
        Stored<SourceDocumentRecord> document,
        Func<Write, Task> forget,
        CancellationToken cancellationToken)
    {
        try
        {
            await vectors.Delete(target.Index, document.Document.IndexName(target.DataSource), cancellationToken);
        }
        catch (IOException e)
        {
            throw new IngestionFailedException($"The vector store can't be written: {e.Message}", e);
        }

        await forget(SourceDocumentRecord.Kind.Delete(target.Tenant, document.Id));
    }
}
