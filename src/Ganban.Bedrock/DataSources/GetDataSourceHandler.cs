using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>Shows a data source.</summary>
internal sealed class GetDataSourceHandler(DataSources dataSources)
    : IOperationHandler<GetDataSourceRequest, GetDataSourceResponse>
{
    /// <inheritdoc/>
    public async Task<GetDataSourceResponse> Handle(
        GetDataSourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        return new GetDataSourceResponse { DataSource = stored.ToDataSource() };
    }
}
