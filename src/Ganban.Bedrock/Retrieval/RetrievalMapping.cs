using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Passages in the API's form.</summary>
internal static class RetrievalMapping
{
    private const string Custom = "custom:";

    public static KnowledgeBaseRetrievalResult ToResult(this VectorMatch match) => new()
    {
        Content = Content(match),
        Location = Location(match),
        Metadata = match.Metadata,
        Score = match.Score,
    };

    public static RetrievedReference ToReference(this VectorMatch match) => new()
    {
        Content = Content(match),
        Location = Location(match),
        Metadata = match.Metadata.Count > 0 ? match.Metadata : null,
    };

    private static RetrievalResultContent Content(VectorMatch match) =>
        new() { Type = RetrievalResultContentType.Text, Text = match.Text };

    // In the index a document is named by its data source, a slash, and its address or its id.
    private static RetrievalResultLocation Location(VectorMatch match)
    {
        var name = match.Document[(match.Document.IndexOf('/', StringComparison.Ordinal) + 1)..];
        if (name.StartsWith("http://", StringComparison.Ordinal)
            || name.StartsWith("https://", StringComparison.Ordinal))
        {
            return new RetrievalResultLocation
            {
                Type = RetrievalResultLocationType.Web,
                WebLocation = new RetrievalResultWebLocation { Url = name },
            };
        }

        return name.StartsWith(Custom, StringComparison.Ordinal)
            ? new RetrievalResultLocation
            {
                Type = RetrievalResultLocationType.Custom,
                CustomDocumentLocation = new RetrievalResultCustomDocumentLocation { Id = name[Custom.Length..] },
            }
            : new RetrievalResultLocation
            {
                Type = RetrievalResultLocationType.S3,
                S3Location = new RetrievalResultS3Location { Uri = name },
            };
    }
}
