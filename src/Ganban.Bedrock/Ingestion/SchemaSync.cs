using Ganban.Bedrock.KnowledgeBases;
using Ganban.Storage;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Reads which tables a knowledge base's database has, for queries to be written over them.</summary>
internal sealed class SchemaSync(IQueryEngine queries, ResourceStore store)
{
    /// <summary>
    /// Does it, in one write: what was read before stays until all is read. A job that has done it finds what it did.
    /// </summary>
    /// <param name="tenant">The owner.</param>
    /// <param name="knowledgeBase">The knowledge base.</param>
    /// <param name="dataSource">The data source that stands for the database.</param>
    /// <param name="job">The ingestion job.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>What was found, a table being a document.</returns>
    /// <exception cref="IngestionFailedException">The database can't be read.</exception>
    public async Task<IngestionCounts> Run(
        Tenant tenant,
        Stored<KnowledgeBaseRecord> knowledgeBase,
        string dataSource,
        string job,
        CancellationToken cancellationToken)
    {
        var before = await store.GetAsync(tenant, DatabaseSchema.Kind, knowledgeBase.Id, cancellationToken);
        if (before?.Document.Job == job)
        {
            return before.Document.Statistics;
        }

        var tables = await Read(tenant, knowledgeBase.Document, cancellationToken);
        var counts = Compare(before?.Document.Tables ?? [], tables);
        var schema = new NewDocument<DatabaseSchema>(knowledgeBase.Id, new DatabaseSchema(job, counts, tables))
        {
            Parent = SourceDocumentRecord.ParentOf(knowledgeBase.Id, dataSource),
        };
        await store.CommitAsync(DatabaseSchema.Kind.Replace(tenant, schema), cancellationToken);
        return counts;
    }

    private async Task<IReadOnlyList<TableSchema>> Read(
        Tenant tenant, KnowledgeBaseRecord record, CancellationToken cancellationToken)
    {
        try
        {
            var database = KnowledgeBaseDatabase.Of(tenant, record.ReadConfiguration())!;
            return await queries.Tables(database, cancellationToken);
        }
        catch (IOException e)
        {
            throw new IngestionFailedException($"The database can't be read: {e.Message}", e);
        }
    }

    private static IngestionCounts Compare(IReadOnlyList<TableSchema> before, IReadOnlyList<TableSchema> now)
    {
        var old = before.ToDictionary(table => (table.Schema, table.Name));
        var kept = now.Where(table => old.ContainsKey((table.Schema, table.Name))).ToList();
        return new IngestionCounts
        {
            Scanned = now.Count,
            New = now.Count - kept.Count,
            Modified = kept.Count(table => !table.IsSame(old[(table.Schema, table.Name)])),
            Deleted = before.Count - kept.Count,
        };
    }
}
