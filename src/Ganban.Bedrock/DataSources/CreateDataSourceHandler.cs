using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.DataSources;

/// <summary>Connects a knowledge base with a place that documents come from.</summary>
internal sealed class CreateDataSourceHandler(
    KnowledgeBases.KnowledgeBases knowledgeBases,
    DataSources dataSources,
    ModelTargets targets,
    ResourceStore store)
    : IOperationHandler<CreateDataSourceRequest, CreateDataSourceResponse>
{
    /// <inheritdoc/>
    public async Task<CreateDataSourceResponse> Handle(
        CreateDataSourceRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var parent = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        DataSourceRules.CheckFits(
            request.DataSourceConfiguration, request.VectorIngestionConfiguration, parent.Document);
        var record = new DataSourceRecord(
            request.Description,
            DataSourceRules.Read(request.DataSourceConfiguration, context.Account),
            request.DataDeletionPolicy,
            request.ServerSideEncryptionConfiguration?.KmsKeyArn,
            DataSourceRules.Read(request.VectorIngestionConfiguration),
            LastJob: null);
        var parsing = request.VectorIngestionConfiguration?.ParsingConfiguration?.BedrockFoundationModelConfiguration;
        if (parsing is not null)
        {
            DataSourceRules.CheckParser(await targets.Resolve(parsing.ModelArn, context, cancellationToken));
        }

        var others = await dataSources.All(tenant, parent.Id, cancellationToken);
        var othersMax = parent.Document.IsSql ? DataSources.PerDatabaseMax : DataSources.PerKnowledgeBaseMax;
        if (others.Count(other => other.Name != request.Name) >= othersMax)
        {
            throw KnowledgeBasesErrors.TooMany("data sources of the knowledge base", othersMax);
        }

        try
        {
            var document = new NewDocument<DataSourceRecord>(AgentId.New(), record)
            {
                Name = request.Name,
                Parent = parent.Id,
            };
            var stored = await store.CreateAsync(
                tenant,
                DataSourceRecord.Kind,
                document,
                new DataSourceFingerprint(parent.Id, request.Name, record).For(request.ClientToken),
                together: [],
                cancellationToken);
            return new CreateDataSourceResponse { DataSource = stored.ToDataSource() };
        }
        catch (ResourceExistsException e)
        {
            throw KnowledgeBasesErrors.NameTaken("A data source of the knowledge base", request.Name, e);
        }
        catch (IdempotencyConflictException e)
        {
            throw KnowledgeBasesErrors.TokenReused(e);
        }
    }
}
