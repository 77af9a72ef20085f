using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Storage.Vectors;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Passages, and rows, in the API's form.</summary>
internal static class RetrievalMapping
{
    private const string Custom = "custom:";

    public static KnowledgeBaseRetrievalResult ToResult(this VectorMatch match) => new()
    {
        Content = Content(match),
        Location = Location(match),
        Metadata = match is RowMatch ? null : match.Metadata,
        Score = match is RowMatch ? null : match.Score,
    };

    public static RetrievedReference ToReference(this VectorMatch match) => new()
    {
        Content = Content(match),
        Location = Location(match),
        Metadata = match.Metadata.Count > 0 ? match.Metadata : null,
    };

    private static RetrievalResultContent Content(VectorMatch match) => match is RowMatch { Row: var row }
        ? new() { Type = RetrievalResultContentType.Row, Row = row }
        : new() { Type = RetrievalResultContentType.Text, Text = match.Text };

    // In the index a document is named by its data source, a slash, and its address or its id.
    private static RetrievalResultLocation Location(VectorMatch match)
    {
        if (match is RowMatch { Query: var query })
        {
            return new RetrievalResultLocation
            {
                Type = RetrievalResultLocationType.Sql,
                SqlLocation = new RetrievalResultSqlLocation { Query = query },
            };
        }

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
