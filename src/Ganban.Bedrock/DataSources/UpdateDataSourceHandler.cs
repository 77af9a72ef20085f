using System.Text.Json;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>
/// Changes a data source; how documents are taken apart stays, since what is indexed was taken apart so.
/// </summary>
internal sealed class UpdateDataSourceHandler(DataSources dataSources, ResourceStore store)
    : IOperationHandler<UpdateDataSourceRequest, UpdateDataSourceResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateDataSourceResponse> Handle(
        UpdateDataSourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await dataSources.Get(tenant, request.KnowledgeBaseId, request.DataSourceId, cancellationToken);
        var present = stored.Document;
        var ingestion = DataSourceRules.Read(request.VectorIngestionConfiguration) ?? present.Ingestion;
        var isSame = ingestion is { } asked && present.Ingestion is { } kept
            ? JsonElement.DeepEquals(asked, kept)
            : ingestion is null;
        if (!isSame)
        {
            throw KnowledgeBasesErrors.Wrong(
                "vectorIngestionConfiguration",
                "It can't be changed. Send it as GetDataSource shows it, or create another data source.");
        }

        var configuration = DataSourceRules.Read(request.DataSourceConfiguration, context.Account);
        if (request.DataSourceConfiguration.Type != present.ReadConfiguration().Type)
        {
            throw KnowledgeBasesErrors.Wrong(
                "dataSourceConfiguration.type", "It can't be changed. Create another data source.");
        }

        try
        {
            var changed = stored with
            {
                Name = request.Name,
                Document = present with
                {
                    Description = request.Description,
                    Configuration = configuration,
                    DeletionPolicy = request.DataDeletionPolicy ?? present.DeletionPolicy,
                    KmsKeyArn = request.ServerSideEncryptionConfiguration?.KmsKeyArn,
                },
            };
            var written = await store.UpdateAsync(tenant, DataSourceRecord.Kind, changed, cancellationToken);
            return new UpdateDataSourceResponse { DataSource = written.ToDataSource() };
        }
        catch (ResourceExistsException e)
        {
            throw KnowledgeBasesErrors.NameTaken("A data source of the knowledge base", request.Name, e);
        }
        catch (RevisionConflictException e)
        {
            throw KnowledgeBasesErrors.Changed($"The data source {stored.Id}", e);
        }
    }
}
