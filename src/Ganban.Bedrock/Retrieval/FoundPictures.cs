using System.Text.Json;
using Ganban.Bedrock.Ingestion;
using Ganban.Bedrock.Ingestion.Parsing;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Objects;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Fetches the pictures among what was found.</summary>
internal sealed class FoundPictures(SourceObjects objects)
{
    // Of all pictures of an answer.
    private const int BytesMax = 20 << 20;

    /// <summary>Where the picture is that a match stands for; null where it is a text.</summary>
    public static string? AddressOf(VectorMatch match) =>
        match.Text.Length == 0
        && match.Metadata.TryGetValue(DocumentPipeline.ByteContentSource, out var address)
        && address.ValueKind == JsonValueKind.String
            ? address.GetString()
            : null;

    /// <summary>
    /// Matches in the API's form, pictures with their bytes: without, where there is none any more, or where those
    /// before it have taken all the room that there is.
    /// </summary>
    public async Task<IReadOnlyList<KnowledgeBaseRetrievalResult>> Results(
        IEnumerable<VectorMatch> matches, string account, CancellationToken cancellationToken)
    {
        var results = new List<KnowledgeBaseRetrievalResult>();
        var left = BytesMax;
        foreach (var match in matches)
        {
            var result = match.ToResult();
            if (AddressOf(match) is { } uri)
            {
                var picture = await Fetch(uri, account, left, cancellationToken);
                left -= picture?.Length ?? 0;
                result = result with { Content = Content(picture) };
            }

            results.Add(result);
        }

        return results;
    }

    private async Task<ReadOnlyMemory<byte>?> Fetch(
        string uri, string account, int bytesMax, CancellationToken cancellationToken)
    {
        try
        {
            return ObjectAddress.TryParse(account, uri, out var address)
                ? await objects.Bytes(address, bytesMax, "the picture", cancellationToken)
                : null;
        }
        catch (DocumentFailedException)
        {
            // Its address is in the metadata.
            return null;
        }
    }

    private static RetrievalResultContent Content(ReadOnlyMemory<byte>? picture) => new()
    {
        Type = RetrievalResultContentType.Image,
        ByteContent = picture is { } bytes && ImageType.Of(bytes.Span) is { } type
            ? $"data:{type};base64,{Convert.ToBase64String(bytes.Span)}"
            : null,
    };
}
