using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;
using Ganban.Storage.Queries;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>The database that a knowledge base of type SQL asks.</summary>
internal static class KnowledgeBaseDatabase
{
    /// <summary>The database; null where the knowledge base is of another type.</summary>
    public static QueryDatabase? Of(Tenant tenant, KnowledgeBaseConfiguration configuration) =>
        configuration.SqlKnowledgeBaseConfiguration?.RedshiftConfiguration is { } redshift
        && configuration.Type == KnowledgeBaseType.Sql
            ? new QueryDatabase(
                EngineArn(tenant, redshift.QueryEngineConfiguration),
                redshift.StorageConfigurations[0].RedshiftConfiguration!.DatabaseName)
            : null;

    // A cluster is named by its identifier alone; it is one of the tenant's own.
    private static string EngineArn(Tenant tenant, RedshiftQueryEngineConfiguration engine) =>
        engine.Type == RedshiftQueryEngineType.Serverless
            ? engine.ServerlessConfiguration!.WorkgroupArn
            : new FoundationModels.Arn(
                FoundationModels.Arn.PartitionOf(tenant.Region),
                "redshift",
                tenant.Region,
                tenant.Account,
                "cluster:" + engine.ProvisionedConfiguration!.ClusterIdentifier).ToString();
}
