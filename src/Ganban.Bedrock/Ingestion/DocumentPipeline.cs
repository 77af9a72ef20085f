using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Bedrock.Ingestion.Parsing;
using Ganban.Bedrock.Ingestion.Pictures;
using Ganban.Bedrock.Ingestion.Transformation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Inference.Embeddings;
using Ganban.Storage.Vectors;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion;

/// <summary>The last steps of ingestion, for one document: parse, chunk, transform, embed, index.</summary>
internal sealed class DocumentPipeline(
    PartReader reader,
    PictureFiles pictures,
    PassageTransformation transformation,
    KnowledgeModels models,
    IVectorStore vectors)
{
    /// <summary>The metadata that every passage has, under the service's names.</summary>
    public const string SourceUri = "x-amz-bedrock-kb-source-uri";

    /// <inheritdoc cref="SourceUri"/>
    public const string DataSourceId = "x-amz-bedrock-kb-data-source-id";

    /// <inheritdoc cref="SourceUri"/>
    public const string ByteContentSource = "x-amz-bedrock-kb-byte-content-source";

    private const string Role = "embedding";
    private const string ChunkId = "x-amz-bedrock-kb-chunk-id";
    private const string PageNumber = "x-amz-bedrock-kb-document-page-number";

    /// <summary>Indexes a document in place of what was indexed of it before.</summary>
    /// <exception cref="DocumentFailedException">This document can't be indexed.</exception>
    /// <exception cref="IngestionFailedException">No document can at present.</exception>
    public async Task Run(
        IngestionTarget target, SourceFile file, string indexName, CancellationToken cancellationToken)
    {
        var passages = PictureFiles.Has(target, file)
            ? [await pictures.Read(target, file, cancellationToken)]
            : await transformation.Apply(
                target, file, await Cut(target, file, cancellationToken), cancellationToken);
        if (passages.Count == 0)
        {
            throw new DocumentFailedException("the document holds no text");
        }

        var document = await Embed(target, file, indexName, passages, cancellationToken);
        await Write(() => vectors.Put(target.Index, document, cancellationToken));
    }

    /// <summary>
    /// Gives an indexed document other attributes without embedding it again; false where the store can't.
    /// </summary>
    /// <exception cref="IngestionFailedException">The store can't be written.</exception>
    public async Task<bool> Describe(
        IngestionTarget target,
        SourceDocumentRecord record,
        IReadOnlyDictionary<string, JsonElement> attributes,
        CancellationToken cancellationToken)
    {
        var done = false;
        var shared = Shared(target, record.Name, record.IsCustom, attributes);
        await Write(async () => done = await vectors.Describe(
            target.Index, record.IndexName(target.DataSource), shared, cancellationToken));
        return done;
    }

    private static async Task Write(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (ArgumentException e)
        {
            throw new IngestionFailedException(
                $"The embedding model's engine makes other vectors than those that are indexed: {e.Message} Create the knowledge "
                + "base anew, or bind the engine that it was made with.",
                e);
        }
        catch (IOException e)
        {
            throw new IngestionFailedException($"The vector store can't be written: {e.Message}", e);
        }
    }

    private async Task<IReadOnlyList<Passage>> Cut(
        IngestionTarget target, SourceFile file, CancellationToken cancellationToken)
    {
        var parts = await reader.Read(target, file, cancellationToken);
        var counter = await IngestionModel.Ask(
            Role, () => models.Counter(target.Embedding, target.Context, cancellationToken));
        var chunker = new Chunker(
            target.Ingestion?.ChunkingConfiguration, (texts, token) => Embed(target, texts, token), counter);
        var passages = new List<Passage>();
        foreach (var part in parts)
        {
            var cut = await chunker.Cut(part.Sections, cancellationToken);
            passages.AddRange(cut.Select(passage => passage with { Attributes = part.Attributes }));
        }

        return passages;
    }

    private async Task<VectorDocument> Embed(
        IngestionTarget target,
        SourceFile file,
        string indexName,
        IReadOnlyList<Passage> passages,
        CancellationToken cancellationToken)
    {
        var texts = passages
            .SelectMany(passage => passage.Embedded.Select(text => With(file, passage, text)))
            .ToList();
        var made = await Embed(target, texts, cancellationToken);
        var indexed = new List<VectorPassage>(passages.Count);
        var at = 0;
        foreach (var passage in passages)
        {
            indexed.Add(new VectorPassage(
                passage.Text,
                TextFolding.Fold(With(file, passage, passage.Text)),
                Metadata(indexName, indexed.Count, passage),
                passage.Picture is { } picture
                    ? [await Embed(target, picture, cancellationToken)]
                    : [.. made.Skip(at).Take(passage.Embedded.Count)]));
            at += passage.Embedded.Count;
        }

        var shared = Shared(target, file.Name, file.IsCustom, file.Metadata.Attributes);
        return new VectorDocument(indexName, shared, indexed);
    }

    private static Dictionary<string, JsonElement> Shared(
        IngestionTarget target, string name, bool isCustom, IReadOnlyDictionary<string, JsonElement> attributes)
    {
        var shared = new Dictionary<string, JsonElement>(attributes, StringComparer.Ordinal)
        {
            [DataSourceId] = Json(target.DataSource),
        };
        if (!isCustom)
        {
            shared[SourceUri] = Json(name);
        }

        return shared;
    }

    // What stands above a passage tells what it is about.
    private static string With(SourceFile file, Passage passage, string text)
    {
        var lines = passage.Headings.Append(file.Metadata.ForEmbedding).Where(line => line.Length > 0).Append(text);
        return string.Join('\n', lines);
    }

    private static Dictionary<string, JsonElement> Metadata(string indexName, int number, Passage passage)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"{indexName}#{number}#{passage.Text}");
        var id = new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
        var metadata = new Dictionary<string, JsonElement>(passage.Attributes, StringComparer.Ordinal)
        {
            [ChunkId] = Json(id.ToString()),
        };
        if (passage.Page is { } page)
        {
            metadata[PageNumber] = JsonSerializer.SerializeToElement((double)page);
        }

        return metadata;
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);

    private Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(
        IngestionTarget target, IReadOnlyList<string> texts, CancellationToken cancellationToken) =>
        IngestionModel.Ask(
            Role, () => models.Embed(target.Embedding, texts, target.Context, isPatient: true, cancellationToken));

    private Task<ReadOnlyMemory<float>> Embed(
        IngestionTarget target, DataContent picture, CancellationToken cancellationToken) =>
        IngestionModel.Ask(
            Role, () => models.Embed(target.Embedding, picture, target.Context, isPatient: true, cancellationToken));
}
