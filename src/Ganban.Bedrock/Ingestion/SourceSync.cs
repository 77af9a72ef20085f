using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Ingestion;

/// <summary>
/// Brings an index up to date with a bucket: what is new or changed is indexed, several documents at a time, what has
/// vanished is removed, and what is as it was is left alone.
/// </summary>
internal sealed class SourceSync(
    SourceObjects objects, DocumentPipeline pipeline, SourceDocuments documents, IngestionJobs jobs)
{
    private const int DocumentsAtOnce = 4;
    private const int PageSize = 500;

    /// <summary>Does it.</summary>
    /// <exception cref="IngestionFailedException">It can't go on.</exception>
    public async Task Run(
        IngestionTarget target,
        DataSourceConfiguration source,
        string job,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        // Documents of other sources come one by one, by IngestKnowledgeBaseDocuments.
        if (source.S3Configuration is not { } bucket)
        {
            return;
        }

        var place = SourceObjects.Place(target.Tenant.Account, bucket);
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = DocumentsAtOnce,
            CancellationToken = cancellationToken,
        };
        await Parallel.ForEachAsync(
            objects.List(place, cancellationToken),
            parallel,
            async (found, token) =>
            {
                tally.Scan(found);
                await Index(target, found, job, tally, token);
            });
        await RemoveVanished(target, place, job, tally, cancellationToken);
    }

    private async Task Index(
        IngestionTarget target,
        SourceObject found,
        string job,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        var name = found.Address.ToString();
        var before = (await documents.Find(target, name, isCustom: false, cancellationToken))?.Document;
        var isSame = before is not null && before.ETag == found.ETag && before.MetadataETag == found.MetadataETag;
        if (isSame && before!.Status == DocumentStatus.Indexed)
        {
            // The job itself may have indexed it, in a process before this one.
            tally.Index(before.Job == job ? before.Change : null);
            return;
        }

        try
        {
            var record = Indexed(before, name, found, job);
            var file = await objects.Fetch(found, cancellationToken);
            await pipeline.Run(target, file, record.IndexName(target.DataSource), cancellationToken);
            await documents.Keep(target, record, cancellationToken);
            tally.Index(record.Change);
        }
        catch (DocumentFailedException e)
        {
            // What was indexed of it before stays.
            var failed = before ?? new(name, IsCustom: false, "", null, null, null, null, null);
            await documents.Keep(
                target, failed with { Status = DocumentStatus.Failed, Reason = e.Message }, cancellationToken);
            tally.Fail(name, e.Message);
        }
    }

    private static SourceDocumentRecord Indexed(
        SourceDocumentRecord? before, string name, SourceObject found, string job)
    {
        var change = before?.ETag is null ? SourceDocumentRecord.New
            : before.ETag != found.ETag ? SourceDocumentRecord.Modified
            : SourceDocumentRecord.MetadataModified;
        return new SourceDocumentRecord(
            name,
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
        ObjectAddress place,
        string job,
        IngestionTally tally,
        CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var page = await documents.List(target.Tenant, target.Parent, token, PageSize, cancellationToken);
            foreach (var document in page.Items)
            {
                if (!await IsThere(document.Document.Name, place, cancellationToken))
                {
                    await Remove(target, document, job, tally, cancellationToken);
                }
            }

            token = page.NextToken;
        }
        while (token is not null);
    }

    private async Task<bool> IsThere(string name, ObjectAddress place, CancellationToken cancellationToken) =>
        ObjectAddress.TryParse(place.Account, name, out var address)
        && address.Bucket == place.Bucket
        && address.Key.StartsWith(place.Key, StringComparison.Ordinal)
        && await objects.Exists(address, cancellationToken);

    // Counted in the transaction that forgets the document, so that a killed process counts it once.
    private async Task Remove(
        IngestionTarget target,
        Stored<SourceDocumentRecord> document,
        string job,
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
            forget => jobs.Change(target.Tenant, job, now => tally.Into(now), [forget], cancellationToken),
            cancellationToken);
    }
}
