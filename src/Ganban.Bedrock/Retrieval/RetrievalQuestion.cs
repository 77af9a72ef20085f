using Ganban.Bedrock.Ingestion.Parsing;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Reads what a request looks for: a text, or a picture.</summary>
internal static class RetrievalQuestion
{
    /// <summary>The text, or the picture with an empty text.</summary>
    /// <param name="request">The request.</param>
    /// <param name="place">Where its settings of the search stand, for errors.</param>
    /// <exception cref="ModelledException">It is neither, or wants what a picture can't have.</exception>
    public static (string Text, DataContent? Picture) Read(RetrieveRequest request, string place)
    {
        var query = request.RetrievalQuery;
        var isPicture = query.Type is { } type ? type == KnowledgeBaseQueryType.Image : query.Image is not null;
        if (query is { Text: not null, Image: not null })
        {
            throw RetrievalErrors.Wrong(
                "retrievalQuery", "It has a text and an image. Send one of them, and its type or none.");
        }

        if (!isPicture)
        {
            return string.IsNullOrWhiteSpace(query.Text)
                ? throw RetrievalErrors.Wrong("retrievalQuery.text", "It is missing or empty. Send what to look for.")
                : (query.Text, null);
        }

        Check(request, place);
        return ("", Picture(query.Image));
    }

    private static DataContent Picture(InputImage? image)
    {
        if (image is null)
        {
            throw RetrievalErrors.Wrong("retrievalQuery.image", "It is missing. Send the picture to look for.");
        }

        var mediaType = $"image/{image.Format}";
        return ImageType.Of(image.InlineContent.Span) == mediaType
            ? new DataContent(image.InlineContent, mediaType)
            : throw RetrievalErrors.Wrong(
                "retrievalQuery.image.inlineContent", $"It is no picture of the format {image.Format}.");
    }

    private static void Check(RetrieveRequest request, string place)
    {
        var settings = request.RetrievalConfiguration?.VectorSearchConfiguration;
        var wordy = settings switch
        {
            { RerankingConfiguration: not null } => "rerankingConfiguration",
            { ImplicitFilterConfiguration: not null } => "implicitFilterConfiguration",
            { OverrideSearchType: SearchType.Hybrid } => "overrideSearchType",
            _ => null,
        };
        if (wordy is not null)
        {
            throw RetrievalErrors.Wrong(
                $"{place}.{wordy}", "It needs a question in words, and retrievalQuery has an image. Leave it out.");
        }

        if (request.GuardrailConfiguration is not null)
        {
            throw RetrievalErrors.NotImplemented("guardrailConfiguration beside retrievalQuery.image");
        }
    }
}
