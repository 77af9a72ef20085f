using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats.Embeddings;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Inference.Embeddings;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Finds passages in knowledge bases, or rows in the databases behind them.</summary>
internal sealed class Retriever(
    KnowledgeBases.KnowledgeBases knowledgeBases,
    KnowledgeModels models,
    ModelTargets targets,
    ImplicitFilter implicitFilter,
    SqlRetrieval sqlRetrieval,
    IVectorStore vectors)
{
    /// <summary>The passages, the best first; or the rows, as their query orders them.</summary>
    /// <exception cref="ModelledException">The search is wrong, or something that it needs is out of order.</exception>
    public async Task<Retrieved> Find(
        Search search, OperationContext context, CancellationToken cancellationToken)
    {
        var settings = search.Settings;
        var filter = FilterReader.Read(settings?.Filter, search.Place);
        var tenant = new Tenant(context.Account, context.Region);
        var stored = await knowledgeBases.Find(tenant, search.KnowledgeBase, cancellationToken)
            ?? throw RetrievalErrors.NoKnowledgeBase(search.KnowledgeBase);
        if (stored.Document.IsSql)
        {
            var rows = await sqlRetrieval.Rows(search, tenant, stored, context, cancellationToken);
            return new Retrieved(rows, HasMore: false);
        }

        var isHybrid = IsHybrid(settings?.OverrideSearchType, stored.Document, search.Place)
            && search.Picture is null;
        if (settings?.ImplicitFilterConfiguration is { } wanted)
        {
            var more = await implicitFilter.Find(wanted, search.Text, context, cancellationToken);
            filter = filter is null || more is null ? filter ?? more : new MetadataFilter.All([filter, more]);
        }

        List<string> texts = [search.Text, .. await search.More()];
        var use = stored.Document.Embedding();
        var made = search.Picture is { } picture
            ? [await Asked(() => models.Embed(use, picture, context, isPatient: false, cancellationToken))]
            : await Embed(use, texts, context, cancellationToken);
        var count = Math.Min(VectorQuery.CountMax, search.Offset + search.Results + 1);
        var index = KnowledgeBases.KnowledgeBases.Index(tenant, stored.Id, stored.Document);
        var rankings = new List<IReadOnlyList<VectorMatch>>(texts.Count);
        foreach (var (text, vector) in texts.Zip(made))
        {
            var query = new VectorQuery
            {
                Vector = vector,
                Text = isHybrid ? TextFolding.Fold(text) : null,
                Count = count,
                Filter = filter,
            };
            rankings.Add(search.HasPictures
                ? await Find(index, query, cancellationToken)
                : await FindTexts(index, query, cancellationToken));
        }

        var found = rankings is [var only] ? only : Fused(rankings, count);
        return settings?.RerankingConfiguration is { } reranking
            ? new(await Rerank(found, reranking, search, context, cancellationToken), HasMore: false)
            : new(
                [.. found.Skip(search.Offset).Take(search.Results)],
                HasMore: found.Count > search.Offset + search.Results);
    }

    /// <summary>Scores texts by how near they are to a query, as InvokeModel's rerankers do.</summary>
    /// <param name="modelArn">The reranker.</param>
    /// <param name="place">Where it stands in the request, for errors.</param>
    /// <param name="query">What the texts are compared with.</param>
    /// <param name="texts">The texts.</param>
    /// <param name="context">Who asks.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="ModelledException">The model can't be used, or is no reranker.</exception>
    public async Task<IReadOnlyList<double>> Score(
        string modelArn,
        string place,
        string query,
        IReadOnlyList<string> texts,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        await RequireReranker(modelArn, place, context, cancellationToken);
        if (texts.Count == 0)
        {
            return [];
        }

        var use = new EmbeddingUse(modelArn, Dimensions: null, IsBinary: false);
        var made = await Embed(use, [query, .. texts], context, cancellationToken);
        return [.. made.Skip(1).Select(vector => Math.Max(0, Vectors.Cosine(made[0], vector)))];
    }

    private async Task RequireReranker(
        string modelArn, string place, OperationContext context, CancellationToken cancellationToken)
    {
        try
        {
            var model = await targets.Resolve(modelArn, KnowledgeModels.Own(context), cancellationToken);
            if (!model.IsReranker)
            {
                throw RetrievalErrors.Wrong(
                    place, $"{model.Id} does not rank texts. Name a reranker, such as cohere.rerank-v3-5:0.");
            }
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }

    // A passage is known by its document and its text.
    private static List<VectorMatch> Fused(List<IReadOnlyList<VectorMatch>> rankings, int count)
    {
        var matches = rankings
            .SelectMany(ranking => ranking)
            .DistinctBy(match => (match.Document, match.Text))
            .ToDictionary(match => (match.Document, match.Text));
        return
        [
            .. RankFusion.Of([.. rankings.Select(ranking => ranking.Select(match => (match.Document, match.Text)))])
                .Take(count)
                .Select(item => matches[item.Item] with { Score = item.Score }),
        ];
    }

    private static bool IsHybrid(string? wanted, KnowledgeBaseRecord record, string place)
    {
        var isVectorsOnly = record.ReadStorage()?.Type == Contracts.BedrockAgent.KnowledgeBaseStorageType.S3Vectors;
        return wanted switch
        {
            SearchType.Semantic => false,
            SearchType.Hybrid when isVectorsOnly => throw RetrievalErrors.Wrong(
                place + ".overrideSearchType", "HYBRID is not supported with S3_VECTORS. Use SEMANTIC."),
            _ => !isVectorsOnly,
        };
    }

    // Pictures may be nearer than the texts that are wanted: looks ever further behind them.
    private async Task<IReadOnlyList<VectorMatch>> FindTexts(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        for (var wider = query; ; wider = wider with { Count = Math.Min(VectorQuery.CountMax, wider.Count * 4) })
        {
            var matches = await Find(index, wider, cancellationToken);
            var texts = matches.Where(match => match.Text.Length > 0).Take(query.Count).ToList();
            if (texts.Count == query.Count || matches.Count < wider.Count || wider.Count == VectorQuery.CountMax)
            {
                return texts;
            }
        }
    }

    private async Task<IReadOnlyList<VectorMatch>> Find(
        VectorIndex index, VectorQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return await vectors.Search(index, query, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw RetrievalErrors.OtherVectors(e);
        }
        catch (IOException e)
        {
            throw RetrievalErrors.NoStore(e);
        }
    }

    private async Task<IReadOnlyList<VectorMatch>> Rerank(
        IReadOnlyList<VectorMatch> found,
        VectorSearchRerankingConfiguration reranking,
        Search search,
        OperationContext context,
        CancellationToken cancellationToken)
    {
        var place = search.Place + ".rerankingConfiguration.bedrockRerankingConfiguration";
        var settings = reranking.BedrockRerankingConfiguration
            ?? throw RetrievalErrors.Wrong(place, $"It is missing, which the type {reranking.Type} needs.");
        if (settings.MetadataConfiguration is
            { SelectionMode: RerankingMetadataSelectionMode.Selective, SelectiveModeConfiguration: null })
        {
            throw RetrievalErrors.Wrong(
                place + ".metadataConfiguration.selectiveModeConfiguration",
                $"It is missing, which the mode {RerankingMetadataSelectionMode.Selective} needs.");
        }

        var ranked = found.Take(search.Results).ToList();
        var texts = ranked.Select(match => RankedText.Of(match, settings.MetadataConfiguration)).ToList();
        var scores = await Score(
            settings.ModelConfiguration.ModelArn,
            place + ".modelConfiguration.modelArn",
            search.Text,
            texts,
            context,
            cancellationToken);
        return
        [
            .. ranked.Zip(scores, (match, score) => match with { Score = score })
                .OrderByDescending(match => match.Score)
                .Take(settings.NumberOfRerankedResults ?? search.Results),
        ];
    }

    private Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(
        EmbeddingUse use, IReadOnlyList<string> texts, OperationContext context, CancellationToken cancellationToken) =>
        Asked(() => models.Embed(use, texts, context, isPatient: false, cancellationToken));

    private static async Task<T> Asked<T>(Func<Task<T>> work)
    {
        try
        {
            return await work();
        }
        catch (ModelledException e)
        {
            throw RetrievalErrors.OfModel(e);
        }
    }
}

/// <summary>What was found.</summary>
/// <param name="Matches">The matches, as many as were asked for or fewer.</param>
/// <param name="HasMore">Whether there are more behind them.</param>
internal sealed record Retrieved(IReadOnlyList<VectorMatch> Matches, bool HasMore);
