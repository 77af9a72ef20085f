using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>Deletes a data source; what is indexed of its documents as its deletion policy says.</summary>
internal sealed class DeleteDataSourceHandler(DataSources dataSources)
    : IOperationHandler<DeleteDataSourceRequest, DeleteDataSourceResponse>
{
    /// <inheritdoc/>
    public async Task<DeleteDataSourceResponse> Handle(
        DeleteDataSourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        await dataSources.RequireIdle(tenant, stored, cancellationToken);
        await dataSources.Delete(tenant, stored, cancellationToken);
        return new DeleteDataSourceResponse
        {
            KnowledgeBaseId = stored.Parent!,
            DataSourceId = stored.Id,
            Status = DataSourceStatus.Deleting,
        };
    }
}
