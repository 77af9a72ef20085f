using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>Answers questions to knowledge bases of type SQL with queries, and with the rows that they find.</summary>
internal sealed class SqlRetrieval(QueryWriter writer, IQueryEngine queries, ResourceStore store)
{
    // As many as a search among passages may ask for.
    private const int RowsMax = 100;
    private const int CharactersMax = 1 << 20;
    private const int SecondsDefault = 60;

    /// <summary>A query that answers a question; the database has read it, and not run it.</summary>
    /// <exception cref="ModelledException">There is none, or something that it needs is out of order.</exception>
    public async Task<string> Query(
        Tenant tenant,
        Stored<KnowledgeBaseRecord> knowledgeBase,
        string text,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var written = await Write(
            tenant,
            knowledgeBase,
            text,
            [],
            async (database, sql, time) =>
            {
                await queries.Check(database, sql, time, cancellationToken);
                return true;
            },
            context,
            cancellationToken);
        return written?.Sql ?? throw RetrievalErrors.Unanswerable();
    }

    /// <summary>The rows that answer what is searched for; none where no query answers it.</summary>
    /// <exception cref="ModelledException">The search is wrong, or something that it needs is out of order.</exception>
    public async Task<IReadOnlyList<RowMatch>> Rows(
        Search search,
        Tenant tenant,
        Stored<KnowledgeBaseRecord> knowledgeBase,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        Check(search);
        var written = await Write(
            tenant,
            knowledgeBase,
            search.Text,
            search.Turns,
            (database, sql, time) => queries.Run(
                database,
                sql,
                new QueryLimits(search.Settings?.NumberOfResults ?? RowsMax, CharactersMax, time),
                cancellationToken),
            context,
            cancellationToken);
        return written is (var query, var found)
            ? [.. found.Rows.Select(row => RowMatch.Of(query, found.Columns, row))]
            : [];
    }

    private static void Check(Search search)
    {
        if (search.Picture is not null)
        {
            throw RetrievalErrors.Wrong(
                "retrievalQuery.image", "The knowledge base is of type SQL, whose tables have no pictures. Send a text.");
        }

        foreach (var (field, value) in new (string, object?)[]
        {
            ("filter", search.Settings?.Filter),
            ("implicitFilterConfiguration", search.Settings?.ImplicitFilterConfiguration),
            ("overrideSearchType", search.Settings?.OverrideSearchType),
            ("rerankingConfiguration", search.Settings?.RerankingConfiguration),
        })
        {
            if (value is not null)
            {
                throw RetrievalErrors.Wrong(
                    $"{search.Place}.{field}", "The knowledge base is of type SQL: a query finds its rows. Leave it out.");
            }
        }
    }

    private async Task<(string Sql, T Result)?> Write<T>(
        Tenant tenant,
        Stored<KnowledgeBaseRecord> knowledgeBase,
        string text,
        IReadOnlyList<AnswerTurn> turns,
        Func<QueryDatabase, string, TimeSpan, Task<T>> use,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var configuration = knowledgeBase.Document.ReadConfiguration();
        var database = KnowledgeBaseDatabase.Of(tenant, configuration)!;
        var settings = configuration.SqlKnowledgeBaseConfiguration!.RedshiftConfiguration!.QueryGenerationConfiguration;
        var schema = await store.GetAsync(tenant, DatabaseSchema.Kind, knowledgeBase.Id, cancellationToken)
            ?? throw RetrievalErrors.NoSchema(knowledgeBase.Id);
        var tables = QueryTables.Of(schema.Document.Tables, database.Name, settings?.GenerationContext);
        if (tables.Count == 0)
        {
            throw RetrievalErrors.NoTables(database.Name);
        }

        var question = new SqlQuestion(text, turns, tables, settings?.GenerationContext?.CuratedQueries ?? []);
        var time = TimeSpan.FromSeconds(settings?.ExecutionTimeoutSeconds ?? SecondsDefault);
        try
        {
            return await writer.Write(question, sql => use(database, sql, time), context, cancellationToken);
        }
        catch (IOException e)
        {
            throw RetrievalErrors.NoDatabase(e);
        }
    }
}
