using System.Text.Json;
using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.Ingestion.Chunking;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Documents;
using Ganban.Storage.Objects;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Reads the documents that a request brings along or points at; all of them goes to the model.</summary>
internal sealed class ExternalSources(SourceObjects objects, DocumentReader reader)
{
    // The service's limit of 10 MB.
    private const long BytesMax = 10L << 20;

    private const string Place = "retrieveAndGenerateConfiguration.externalSourcesConfiguration.sources.";

    /// <summary>The passages of the documents.</summary>
    /// <exception cref="ValidationException">A document can't be had or read.</exception>
    public async Task<IReadOnlyList<VectorMatch>> Read(
        IReadOnlyList<ExternalSource> sources, string account, CancellationToken cancellationToken)
    {
        var passages = new List<VectorMatch>();
        for (var i = 0; i < sources.Count; i++)
        {
            var place = $"{Place}{i + 1}.member";
            try
            {
                passages.AddRange(await Read(sources[i], place, account, cancellationToken));
            }
            catch (Exception e) when (e is DocumentFailedException or DocumentException)
            {
                throw RetrievalErrors.Wrong(place, $"The document can't be read: {e.Message}");
            }
        }

        return passages;
    }

    private async Task<IEnumerable<VectorMatch>> Read(
        ExternalSource source, string place, string account, CancellationToken cancellationToken)
    {
        var (name, format, content) = source switch
        {
            { SourceType: ExternalSourceType.S3, S3Location: { } location } => (
                "external/" + location.Uri,
                DocumentFormats.OfName(location.Uri),
                await Fetch(location.Uri, account, cancellationToken)),
            { SourceType: ExternalSourceType.ByteContent, ByteContent: { } given } => (
                "external/custom:" + given.Identifier,
                DocumentTypes.Of(given.ContentType) ?? DocumentFormats.OfName(given.Identifier),
                given.Data),
            { SourceType: ExternalSourceType.S3 } => throw Missing(place + ".s3Location", source),
            _ => throw Missing(place + ".byteContent", source),
        };
        if (content.Length > BytesMax)
        {
            throw new DocumentFailedException($"it is larger than {BytesMax} bytes");
        }

        var kind = format ?? throw new DocumentFailedException("its format is not supported");
        var sections = await reader.Read(kind, content, cancellationToken);
        var chunker = new Chunker(
            chunking: null, (_, _) => throw new InvalidOperationException("Nothing is embedded."));
        var passages = await chunker.Cut(sections, cancellationToken);
        return passages.Select(passage =>
            new VectorMatch(name, passage.Text, new Dictionary<string, JsonElement>(), 1));
    }

    private static ValidationException Missing(string place, ExternalSource source) =>
        RetrievalErrors.Wrong(place, $"It is missing, which the type {source.SourceType} needs.");

    private Task<ReadOnlyMemory<byte>> Fetch(string uri, string account, CancellationToken cancellationToken) =>
        ObjectAddress.TryParse(account, uri, out var address) && address.Key.Length > 0
            ? objects.Bytes(address, BytesMax, "the file", cancellationToken)
            : throw new DocumentFailedException($"{uri} is not the address of an object, such as s3://bucket/key");
}
