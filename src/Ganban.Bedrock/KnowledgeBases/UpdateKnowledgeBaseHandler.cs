using Ganban.Contracts;
using System.Text.Json;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts.BedrockAgent;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>
/// Changes name, description and role, and what is said about a database's tables; how and where vectors are kept, and
/// which database is asked, stays.
/// </summary>
internal sealed class UpdateKnowledgeBaseHandler(KnowledgeBases knowledgeBases, ResourceStore store)
    : IOperationHandler<UpdateKnowledgeBaseRequest, UpdateKnowledgeBaseResponse>
{
    /// <inheritdoc/>
    public async Task<UpdateKnowledgeBaseResponse> Handle(
        UpdateKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await knowledgeBases.Get(tenant, request.KnowledgeBaseId, cancellationToken);
        var configuration = request.KnowledgeBaseConfiguration;
        Same("knowledgeBaseConfiguration", Fixed(configuration), Fixed(stored.Document.ReadConfiguration()));
        if (stored.Document.IsSql)
        {
            SqlKnowledgeBaseRules.Check(configuration, request.StorageConfiguration, tenant);
        }

        if (request.StorageConfiguration is { } storage)
        {
            Same("storageConfiguration", ShapeJson.Write(storage), stored.Document.Storage);
        }

        try
        {
            var changed = stored with
            {
                Name = request.Name,
                Document = stored.Document with
                {
                    Description = request.Description,
                    RoleArn = request.RoleArn,
                    Configuration = ShapeJson.Write(configuration),
                },
            };
            var written = await store.UpdateAsync(tenant, KnowledgeBaseRecord.Kind, changed, cancellationToken);
            return new UpdateKnowledgeBaseResponse { KnowledgeBase = written.ToKnowledgeBase(tenant) };
        }
        catch (ResourceExistsException e)
        {
            throw KnowledgeBasesErrors.NameTaken("A knowledge base", request.Name, e);
        }
        catch (RevisionConflictException e)
        {
            throw KnowledgeBasesErrors.Changed($"The knowledge base {stored.Id}", e);
        }
    }

    // What is left of a configuration without that which may change.
    private static JsonElement Fixed(KnowledgeBaseConfiguration configuration) => ShapeJson.Write(
        configuration.SqlKnowledgeBaseConfiguration is { RedshiftConfiguration: { } redshift } sql
            ? configuration with
            {
                SqlKnowledgeBaseConfiguration = sql with
                {
                    RedshiftConfiguration = redshift with { QueryGenerationConfiguration = null },
                },
            }
            : configuration);

    private static void Same(string field, JsonElement asked, JsonElement? present)
    {
        if (present is not { } kept || !JsonElement.DeepEquals(asked, kept))
        {
            throw KnowledgeBasesErrors.Wrong(
                field, "It can't be changed. Send it as GetKnowledgeBase shows it, or create another knowledge base.");
        }
    }
}
