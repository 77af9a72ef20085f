using Ganban.Bedrock.Ingestion.Web;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// Brings an index up to date with a data source: what is new or changed is indexed, several documents at a time, what
/// has vanished is removed, and what is as it was is left alone.
/// </summary>
internal sealed class SourceSync(
    SourceObjects objects,
    WebFetcher web,
    DocumentPipeline pipeline,
    SourceDocuments documents,
    IngestionJobs jobs,
    TimeProvider clock)
{
    private const int DocumentsAtOnce = 4;
    private const int PageSize = 500;

    /// <summary>Does it.</summary>
    /// <exception cref="IngestionFailedException">It can't go on.</exception>
    public async Task Run(
        IngestionTarget target,
        DataSourceConfiguration configuration,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        IDocumentSource source;
        switch (configuration)
        {
            case { S3Configuration: { } bucket }:
                source = new BucketSource(objects, target, SourceObjects.Place(target.Tenant.Account, bucket));
                break;
            case { WebConfiguration: { } sites }:
                source = new WebSource(sites, web, clock);
                break;
            default:
                // Documents of other sources come one by one, by IngestKnowledgeBaseDocuments.
                return;
        }

        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = DocumentsAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            source.List(cancellationToken),
            parallel,
            async (found, token) =>
            {
                tally.Scan(found);
                await Index(target, found, tally, token);
            });
        await RemoveVanished(target, source, tally, cancellationToken);
    }

    private async Task Index(
        IngestionTarget target,
        SourceItem found,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        var before = (await documents.Find(target, found.Name, isCustom: false, cancellationToken))?.Document;
        var isSame = before is not null && before.ETag == found.ETag && before.MetadataETag == found.MetadataETag;
        if (isSame && before!.Status == DocumentStatus.Indexed)
        {
            // The job itself may have indexed it, in a process before this one.
            tally.Index(before.Job == target.Job ? before.Change : null);
            return;
        }

        try
        {
            var record = Indexed(before, found, target.Job);
            var shape = await Describe(target, before, found, cancellationToken);
            if (shape is null)
            {
                var file = await found.Fetch(cancellationToken);
                await pipeline.Run(target, file, record.IndexName(target.DataSource), cancellationToken);
                shape = file.Metadata.Shape();
            }

            await documents.Keep(target, record with { Shape = shape }, cancellationToken);
            tally.Index(record.Change);
        }
        catch (DocumentFailedException e)
        {
            // What was indexed of it before stays.
            var failed = before ?? new(found.Name, IsCustom: false, "", null, null, null, null, null);
            await documents.Keep(
                target, failed with { Status = DocumentStatus.Failed, Reason = e.Message }, cancellationToken);
            tally.Fail(found.Name, e.Message);
        }
    }

    // Where only attributes have changed, nothing is embedded again. Null where that does not do: a function is told
    // the attributes, and what it makes of them belongs to the passages.
    private async Task<string?> Describe(
        IngestionTarget target,
        SourceDocumentRecord? before,
        SourceItem found,
        CancellationToken cancellationToken)
    {
        if (target.Ingestion?.CustomTransformationConfiguration is not null
            || before?.Shape is not { } shape
            || before.ETag != found.ETag
            || before.Status != DocumentStatus.Indexed)
        {
            return null;
        }

        var metadata = await found.FetchMetadata(cancellationToken);
        return metadata.Shape() == shape
            && await pipeline.Describe(target, before, metadata.Attributes, cancellationToken)
            ? shape
            : null;
    }

    private static SourceDocumentRecord Indexed(SourceDocumentRecord? before, SourceItem found, string job)
    {
        var change = before?.ETag is null ? SourceDocumentRecord.New
            : before.ETag != found.ETag ? SourceDocumentRecord.Modified
            : SourceDocumentRecord.MetadataModified;
        return new SourceDocumentRecord(
            found.Name,
            IsCustom: false,
            DocumentStatus.Indexed,
            Reason: null,
            found.ETag,
            found.MetadataETag,
            job,
            change);
    }

    private async Task RemoveVanished(
        IngestionTarget target,
        IDocumentSource source,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await documents.List(target.Tenant, target.Parent, token, PageSize, cancellationToken);
            foreach (var document in page.Items)
            {
                if (!await source.Has(document.Document.Name, cancellationToken))
                {
                    await Remove(target, document, tally, cancellationToken);
                }
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    // Counted in the transaction that forgets the document, so that a killed process counts it once.
    private async Task Remove(
        IngestionTarget target,
        Stored<SourceDocumentRecord> document,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        var wasIndexed = document.Document.ETag is not null;
        if (wasIndexed)
        {
            tally.Delete();
        }

        await documents.Remove(
            target,
            document,
            forget => jobs.Change(target.Tenant, target.Job, now => tally.Into(now), [forget], cancellationToken),
            cancellationToken);
    }
}
