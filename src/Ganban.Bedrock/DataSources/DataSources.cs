using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.DataSources;

/// <summary>The data sources of all knowledge bases.</summary>
internal sealed class DataSources(
    KnowledgeBases.KnowledgeBases knowledgeBases, IVectorStore vectors, ResourceStore store)
{
    /// <summary>The most data sources of a knowledge base.</summary>
    public const int PerKnowledgeBaseMax = 100;

    /// <summary>The most data sources of a knowledge base of type SQL: all of them would say the same.</summary>
    public const int PerDatabaseMax = 1;

    private const int PageSize = 500;

    /// <summary>The tenant's data source with its knowledge base, or null.</summary>
    public async Task<Stored<DataSourceRecord>?> Find(
        Tenant tenant, string knowledgeBase, string id, CancellationToken cancellationToken)
    {
        var found = await store.GetAsync(tenant, DataSourceRecord.Kind, id, cancellationToken);
        return found?.Parent == knowledgeBase ? found : null;
    }

    /// <summary>The tenant's data source.</summary>
    /// <exception cref="ResourceNotFoundException">There is none, or no such knowledge base.</exception>
    public async Task<Stored<DataSourceRecord>> Get(
        Tenant tenant, string knowledgeBase, string id, CancellationToken cancellationToken)
    {
        await knowledgeBases.Get(tenant, knowledgeBase, cancellationToken);
        return await Find(tenant, knowledgeBase, id, cancellationToken)
            ?? throw new ResourceNotFoundException(
                $"The knowledge base {knowledgeBase} has no data source {id}. ListDataSources shows all.");
    }

    /// <summary>All data sources of a knowledge base.</summary>
    public async Task<IReadOnlyList<Stored<DataSourceRecord>>> All(
        Tenant tenant, string knowledgeBase, CancellationToken cancellationToken) =>
        await store.ListAllAsync(
            tenant, DataSourceRecord.Kind, new ListQuery { Parent = knowledgeBase }, cancellationToken)
            .ToListAsync(cancellationToken);

    /// <summary>Refuses while an ingestion job of the data source runs.</summary>
    /// <exception cref="ConflictException">One does.</exception>
    public async Task RequireIdle(
        Tenant tenant, Stored<DataSourceRecord> source, CancellationToken cancellationToken)
    {
        if (source.Document.LastJob is { } last
            && await store.GetAsync(tenant, IngestionJobRecord.Kind, last, cancellationToken) is { } job
            && !IngestionJobRecord.IsOver(job.Document.Status))
        {
            throw KnowledgeBasesErrors.HasRunningJob($"the data source {source.Id}");
        }
    }

    /// <summary>Deletes a data source with its jobs and documents; their vectors where its policy says so.</summary>
    public async Task Delete(Tenant tenant, Stored<DataSourceRecord> source, CancellationToken cancellationToken)
    {
        var parent = SourceDocumentRecord.ParentOf(source.Parent!, source.Id);
        var knowledgeBase = await knowledgeBases.Get(tenant, source.Parent!, cancellationToken);
        var index = KnowledgeBases.KnowledgeBases.Index(tenant, knowledgeBase.Id, knowledgeBase.Document);
        var keeps = source.Document.DeletionPolicy == DataDeletionPolicy.Retain;
        await DeleteAll(tenant, SourceDocumentRecord.Kind, parent, Forget, cancellationToken);
        await DeleteAll(tenant, DatabaseSchema.Kind, parent, _ => Task.CompletedTask, cancellationToken);
        await DeleteAll(tenant, IngestionJobRecord.Kind, parent, _ => Task.CompletedTask, cancellationToken);
        await store.DeleteAsync(tenant, DataSourceRecord.Kind, source.Id, cancellationToken);

        async Task Forget(IReadOnlyList<Stored<SourceDocumentRecord>> documents)
        {
            if (keeps)
            {
                return;
            }

            try
            {
                var names = documents.Select(document => document.Document.IndexName(source.Id)).ToList();
                await vectors.Delete(index, names, cancellationToken);
            }
            catch (IOException e)
            {
                throw KnowledgeBasesErrors.KeptByStore(e);
            }
        }
    }

    private async Task DeleteAll<T>(
        Tenant tenant,
        DocumentKind<T> kind,
        string parent,
        Func<IReadOnlyList<Stored<T>>, Task> before,
        CancellationToken cancellationToken)
        where T : class
    {
        while (true)
        {
            var query = new ListQuery { Parent = parent, PageSize = PageSize };
            var page = await store.ListAsync(tenant, kind, query, cancellationToken);
            if (page.Items.Count == 0)
            {
                return;
            }

            await before(page.Items);
            await store.CommitAsync([.. page.Items.Select(item => kind.Delete(tenant, item.Id))], cancellationToken);
        }
    }
}
