using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Shows an ingestion job.</summary>
internal sealed class GetIngestionJobHandler(IngestionJobs jobs)
    : IOperationHandler<GetIngestionJobRequest, GetIngestionJobResponse>
{
    /// <inheritdoc/>
    public async Task<GetIngestionJobResponse> Handle(
        GetIngestionJobRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var parent = SourceDocumentRecord.ParentOf(request.KnowledgeBaseId, request.DataSourceId);
        var stored = await jobs.Get(tenant, parent, request.IngestionJobId, cancellationToken);
        return new GetIngestionJobResponse { IngestionJob = stored.ToJob() };
    }
}
