using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts;
using Ganban.Documents;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Ingestion;

/// <summary>The last four steps of ingestion, for one document: parse, chunk, embed, index.</summary>
internal sealed class DocumentPipeline(DocumentReader reader, KnowledgeModels models, IVectorStore vectors)
{
    /// <summary>The metadata that every passage has, under the service's names.</summary>
    public const string SourceUri = "x-amz-bedrock-kb-source-uri";

    /// <inheritdoc cref="SourceUri"/>
    public const string DataSourceId = "x-amz-bedrock-kb-data-source-id";

    private const string ChunkId = "x-amz-bedrock-kb-chunk-id";
    private const string PageNumber = "x-amz-bedrock-kb-document-page-number";

    /// <summary>Indexes a document in place of what was indexed of it before.</summary>
    /// <exception cref="DocumentFailedException">This document can't be indexed.</exception>
    /// <exception cref="IngestionFailedException">No document can at present.</exception>
    public async Task Run(
        IngestionTarget target, SourceFile file, string indexName, CancellationToken cancellationToken)
    {
        var sections = await Parse(file, cancellationToken);
        var chunker = new Chunker(target.Chunking, (texts, token) => Embed(target, texts, token));
        var passages = await chunker.Cut(sections, cancellationToken);
        if (passages.Count == 0)
        {
            throw new DocumentFailedException("the document holds no text");
        }

        var document = await Embed(target, file, indexName, passages, cancellationToken);
        try
        {
            await vectors.Put(target.Index, document, cancellationToken);
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

    private async Task<IReadOnlyList<DocumentSection>> Parse(SourceFile file, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.Read(file.Format, file.Content, cancellationToken);
        }
        catch (DocumentException e)
        {
            throw new DocumentFailedException(e.Message, e);
        }
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
                With(file, passage, passage.Text),
                Metadata(indexName, indexed.Count, passage),
                [.. made.Skip(at).Take(passage.Embedded.Count)]));
            at += passage.Embedded.Count;
        }

        var shared = new Dictionary<string, JsonElement>(file.Metadata.Attributes, StringComparer.Ordinal)
        {
            [DataSourceId] = Json(target.DataSource),
        };
        if (!file.IsCustom)
        {
            shared[SourceUri] = Json(file.Name);
        }

        return new VectorDocument(indexName, shared, indexed);
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
        var metadata = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { [ChunkId] = Json(id.ToString()) };
        if (passage.Page is { } page)
        {
            metadata[PageNumber] = JsonSerializer.SerializeToElement((double)page);
        }

        return metadata;
    }

    private static JsonElement Json(string text) => JsonSerializer.SerializeToElement(text);

    private async Task<IReadOnlyList<ReadOnlyMemory<float>>> Embed(
        IngestionTarget target, IReadOnlyList<string> texts, CancellationToken cancellationToken)
    {
        try
        {
            return await models.Embed(target.Embedding, texts, target.Context, isPatient: true, cancellationToken);
        }
        catch (ModelledException e) when (e.Code == "ValidationException")
        {
            throw new DocumentFailedException($"the embedding model refused it: {e.Message}", e);
        }
        catch (ModelledException e)
        {
            throw new IngestionFailedException($"The embedding model can't be used: {e.Code}: {e.Message}", e);
        }
    }
}
