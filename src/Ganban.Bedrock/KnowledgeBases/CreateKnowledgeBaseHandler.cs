using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Prompts;
using Ganban.Bedrock.Tagging;
using Ganban.Contracts.BedrockAgent;
using Ganban.Contracts;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Queries;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.KnowledgeBases;

/// <summary>Makes a knowledge base; it can be used at once.</summary>
internal sealed class CreateKnowledgeBaseHandler(
    ModelTargets targets, IVectorStore vectors, IQueryEngine queries, ResourceStore store)
    : IOperationHandler<CreateKnowledgeBaseRequest, CreateKnowledgeBaseResponse>
{
    // Amazon Bedrock's default quota per account and region.
    private const int KnowledgeBasesMax = 100;
    private static readonly TimeSpan CheckTimeMax = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<CreateKnowledgeBaseResponse> Handle(
        CreateKnowledgeBaseRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var tenant = new Tenant(context.Account, context.Region);
        KnowledgeBaseRules.Check(request.KnowledgeBaseConfiguration, request.StorageConfiguration, tenant);
        var record = new KnowledgeBaseRecord(
            request.Description,
            request.RoleArn,
            ShapeJson.Write(request.KnowledgeBaseConfiguration),
            request.StorageConfiguration is { } storage ? ShapeJson.Write(storage) : null);
        var dimensions = record.IsSql ? null : await Dimensions(record.Embedding(), context, cancellationToken);
        var tags = Tags(request.Tags);
        var id = AgentId.New();
        var document = new NewDocument<KnowledgeBaseRecord>(id, record)
        {
            Name = request.Name,
            Tags = new TagSet(KnowledgeBases.Arn(tenant, id), tags),
        };
        await CheckQuota(tenant, cancellationToken);
        await (KnowledgeBaseDatabase.Of(tenant, request.KnowledgeBaseConfiguration) is { } database
            ? CheckDatabase(database, cancellationToken)
            : CheckStore(KnowledgeBases.Index(tenant, id, record), dimensions, cancellationToken));
        try
        {
            var stored = await store.CreateAsync(
                tenant,
                KnowledgeBaseRecord.Kind,
                document,
                new KnowledgeBaseFingerprint(request.Name, record, tags).For(request.ClientToken),
                together: [],
                cancellationToken);
            return new CreateKnowledgeBaseResponse { KnowledgeBase = stored.ToKnowledgeBase(tenant) };
        }
        catch (ResourceExistsException e)
        {
            throw KnowledgeBasesErrors.NameTaken("A knowledge base", request.Name, e);
        }
        catch (IdempotencyConflictException e)
        {
            throw KnowledgeBasesErrors.TokenReused(e);
        }
    }

    private static IReadOnlyDictionary<string, string> Tags(IReadOnlyDictionary<string, string>? tags)
    {
        tags ??= new Dictionary<string, string>();
        if (TagRules.ReservedKey(tags.Keys) is { } reserved)
        {
            throw KnowledgeBasesErrors.Wrong(
                "tags", $"The key {reserved} is reserved: only AWS itself sets keys that begin with aws:.");
        }

        return tags.Count <= TagRules.TagsMax
            ? tags
            : throw KnowledgeBasesErrors.TooMany("tags on the knowledge base", TagRules.TagsMax);
    }

    private async Task<int?> Dimensions(
        EmbeddingUse embedding, OperationContext context, CancellationToken cancellationToken)
    {
        var model = await targets.Resolve(embedding.ModelArn, context, cancellationToken);
        KnowledgeBaseRules.Check(embedding, model);
        return embedding.Dimensions ?? model.EmbeddingDimensions;
    }

    private async Task CheckDatabase(QueryDatabase database, CancellationToken cancellationToken)
    {
        try
        {
            await queries.Check(database, "SELECT 1", CheckTimeMax, cancellationToken);
        }
        catch (Exception e) when (e is IOException or QueryRefusedException)
        {
            throw KnowledgeBasesErrors.NoDatabase(e);
        }
    }

    private async Task CheckStore(VectorIndex index, int? dimensions, CancellationToken cancellationToken)
    {
        try
        {
            await vectors.Check(index, dimensions, cancellationToken);
        }
        catch (IOException e)
        {
            throw KnowledgeBasesErrors.NoStore(e);
        }
    }

    private async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var query = new ListQuery();
        if (await store.HasAsync(tenant, KnowledgeBaseRecord.Kind, query, KnowledgeBasesMax, cancellationToken))
        {
            throw KnowledgeBasesErrors.TooMany("knowledge bases in this account and region", KnowledgeBasesMax);
        }
    }
}
