using Ganban.Bedrock.DataSources;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Jobs;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Starts to bring an index up to date with a data source; one job of a data source runs at a time.</summary>
internal sealed class StartIngestionJobHandler(
    DataSources.DataSources dataSources, IngestionJobs jobs, ResourceStore store, JobRunner runner)
    : IOperationHandler<StartIngestionJobRequest, StartIngestionJobResponse>
{
    /// <inheritdoc/>
    public async Task<StartIngestionJobResponse> Handle(
        StartIngestionJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var source = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        if (source.Document.ReadConfiguration().Type == DataSourceType.Custom)
        {
            throw KnowledgeBasesErrors.Wrong(
                "dataSourceId",
                "A data source of type CUSTOM is not synchronised. Send its documents with IngestKnowledgeBaseDocuments.");
        }

        if (await Repeated(tenant, source, request, cancellationToken) is { } last)
        {
            return new StartIngestionJobResponse { IngestionJob = last.ToJob() };
        }

        await dataSources.RequireIdle(tenant, source, cancellationToken);
        if (await runner.IsFull(IngestionJobRecord.JobType, tenant, cancellationToken))
        {
            throw new ServiceQuotaExceededException(
                "The account has as many unfinished ingestion jobs as it may have. Wait for the end of one.");
        }

        var job = await Create(tenant, source, request, context.Caller.PrincipalArn, cancellationToken);
        runner.Add(IngestionJobs.Queued(tenant, job.Id));
        return new StartIngestionJobResponse { IngestionJob = job.ToJob() };
    }

    private async Task<Stored<IngestionJobRecord>?> Repeated(
        Tenant tenant,
        Stored<DataSourceRecord> source,
        StartIngestionJobRequest request,
        CancellationToken cancellationToken)
    {
        var last = request.ClientToken is not null && source.Document.LastJob is { } id
            ? await jobs.Find(tenant, id, cancellationToken)
            : null;
        return last?.Document.ClientToken == request.ClientToken ? last : null;
    }

    // Together with the data source, which a second start has changed meanwhile.
    private async Task<Stored<IngestionJobRecord>> Create(
        Tenant tenant,
        Stored<DataSourceRecord> source,
        StartIngestionJobRequest request,
        string callerArn,
        CancellationToken cancellationToken)
    {
        var id = AgentId.New();
        var job = new IngestionJobRecord(
            source.Parent!,
            source.Id,
            callerArn,
            request.Description,
            request.ClientToken,
            IngestionJobStatus.Starting,
            new IngestionCounts(),
            []);
        var document = new NewDocument<IngestionJobRecord>(id, job)
        {
            Parent = SourceDocumentRecord.ParentOf(source.Parent!, source.Id),
        };
        try
        {
            var changed = source with { Document = source.Document with { LastJob = id } };
            return await store.CreateAsync(
                tenant,
                IngestionJobRecord.Kind,
                document,
                idempotency: null,
                together: [DataSourceRecord.Kind.Update(tenant, changed), IngestionJobs.Queued(tenant, id).Create()],
                cancellationToken);
        }
        catch (RevisionConflictException e)
        {
            throw KnowledgeBasesErrors.Changed($"The data source {source.Id}", e);
        }
    }
}
