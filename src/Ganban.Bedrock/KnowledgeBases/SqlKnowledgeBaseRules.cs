using Ganban.Contracts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>What holds for knowledge bases of type SQL beyond the contract's constraints.</summary>
internal static class SqlKnowledgeBaseRules
{
    /// <summary>Where the settings stand in a request.</summary>
    public const string Place = "knowledgeBaseConfiguration.sqlKnowledgeBaseConfiguration";

    private const string Redshift = Place + ".redshiftConfiguration";
    private const string Engine = Redshift + ".queryEngineConfiguration";

    /// <summary>Checks which database is to be asked, and what is said about its tables.</summary>
    /// <exception cref="ModelledException">Something is missing, wrong, or not there.</exception>
    public static void Check(
        KnowledgeBaseConfiguration configuration, StorageConfiguration? storage, Tenant tenant)
    {
        if (storage is not null)
        {
            throw KnowledgeBasesErrors.Wrong(
                "storageConfiguration", "A knowledge base of type SQL keeps no vectors. Leave it out.");
        }

        var sql = configuration.SqlKnowledgeBaseConfiguration
            ?? throw KnowledgeBasesErrors.Missing(Place, configuration.Type);
        var redshift = sql.RedshiftConfiguration
            ?? throw KnowledgeBasesErrors.Missing(Redshift, sql.Type);
        switch (redshift.QueryEngineConfiguration)
        {
            case { Type: RedshiftQueryEngineType.Serverless, ServerlessConfiguration: { } serverless }:
                Check(serverless, tenant);
                break;
            case { Type: RedshiftQueryEngineType.Provisioned, ProvisionedConfiguration: { } provisioned }:
                Check(provisioned);
                break;
            case var other:
                var member = other.Type == RedshiftQueryEngineType.Serverless ? "serverless" : "provisioned";
                throw KnowledgeBasesErrors.Missing($"{Engine}.{member}Configuration", other.Type);
        }

        Check(redshift.QueryGenerationConfiguration?.GenerationContext, Check(redshift.StorageConfigurations[0]));
    }

    private static void Check(RedshiftServerlessConfiguration serverless, Tenant tenant)
    {
        if (FoundationModels.Arn.Parse(serverless.WorkgroupArn) is not { } arn
            || arn.Account != tenant.Account
            || arn.Region != tenant.Region)
        {
            throw KnowledgeBasesErrors.Wrong(
                Engine + ".serverlessConfiguration.workgroupArn",
                "The workgroup is of another account or region. Name one of your own.");
        }

        if (serverless.AuthConfiguration is
            { Type: RedshiftServerlessAuthType.UsernamePassword, UsernamePasswordSecretArn: null } auth)
        {
            throw KnowledgeBasesErrors.Missing(
                Engine + ".serverlessConfiguration.authConfiguration.usernamePasswordSecretArn", auth.Type);
        }
    }

    private static void Check(RedshiftProvisionedConfiguration provisioned)
    {
        const string place = Engine + ".provisionedConfiguration.authConfiguration";
        switch (provisioned.AuthConfiguration)
        {
            case { Type: RedshiftProvisionedAuthType.UsernamePassword, UsernamePasswordSecretArn: null } auth:
                throw KnowledgeBasesErrors.Missing(place + ".usernamePasswordSecretArn", auth.Type);
            case { Type: RedshiftProvisionedAuthType.Username, DatabaseUser: null } auth:
                throw KnowledgeBasesErrors.Missing(place + ".databaseUser", auth.Type);
        }
    }

    // Gives the database's name.
    private static string Check(RedshiftQueryEngineStorageConfiguration storage)
    {
        const string place = Redshift + ".storageConfigurations.1.member";
        return storage switch
        {
            { Type: not RedshiftQueryEngineStorageType.Redshift } => throw KnowledgeBasesErrors.Wrong(
                place + ".type", $"{storage.Type} is not supported: there is no AWS Glue here. Use REDSHIFT."),
            { RedshiftConfiguration: { } redshift } => redshift.DatabaseName,
            _ => throw KnowledgeBasesErrors.Missing(place + ".redshiftConfiguration", storage.Type),
        };
    }

    private static void Check(QueryGenerationContext? context, string database)
    {
        const string place = Redshift + ".queryGenerationConfiguration.generationContext.tables";
        var named = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var table in context?.Tables ?? [])
        {
            if (!table.Name.StartsWith(database + ".", StringComparison.OrdinalIgnoreCase))
            {
                throw KnowledgeBasesErrors.Wrong(
                    place, $"{table.Name} is not in the database {database}. Write it as {database}.schema.table.");
            }

            if (!named.Add(table.Name))
            {
                throw KnowledgeBasesErrors.Wrong(place, $"{table.Name} is there twice. Put all that is said of it together.");
            }
        }
    }
}
