using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval.Sql;

/// <summary>Writes a query for a question to a knowledge base of type SQL.</summary>
internal sealed class GenerateQueryHandler(KnowledgeBases.KnowledgeBases knowledgeBases, SqlRetrieval retrieval)
    : IOperationHandler<GenerateQueryRequest, GenerateQueryResponse>
{
    /// <inheritdoc/>
    public async Task<GenerateQueryResponse> Handle(
        GenerateQueryRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        const string place = "transformationConfiguration.textToSqlConfiguration";
        var settings = request.TransformationConfiguration.TextToSqlConfiguration
            ?? throw RetrievalErrors.Wrong(place, "It is missing. Name a knowledge base of type SQL.");
        var named = settings.KnowledgeBaseConfiguration?.KnowledgeBaseArn
            ?? throw RetrievalErrors.Wrong(
                place + ".knowledgeBaseConfiguration", "It is missing. Name a knowledge base of type SQL.");
        if (string.IsNullOrWhiteSpace(request.QueryGenerationInput.Text))
        {
            throw RetrievalErrors.Wrong("queryGenerationInput.text", "It is empty. Send a question.");
        }

        var tenant = new Tenant(context.Account, context.Region);
        var id = Arn.Parse(named) is { } arn && arn.IsOf(tenant) ? arn.NameOf(KnowledgeBaseRecord.ResourceType) : null;
        var stored = (id is null ? null : await knowledgeBases.Find(tenant, id, cancellationToken))
            ?? throw RetrievalErrors.NoKnowledgeBase(named);
        if (!stored.Document.IsSql)
        {
            throw RetrievalErrors.Wrong(
                place + ".knowledgeBaseConfiguration.knowledgeBaseArn",
                "The knowledge base has documents and no tables. Name one of type SQL, or use Retrieve.");
        }

        var sql = await retrieval.Query(
            tenant, stored, request.QueryGenerationInput.Text, context, cancellationToken);
        return new GenerateQueryResponse
        {
            Queries = [new GeneratedQuery { Type = GeneratedQueryType.RedshiftSql, Sql = sql }],
        };
    }
}
