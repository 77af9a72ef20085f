using System.Text.Json;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Ranks documents by what they have to do with a query.</summary>
internal sealed class RerankHandler(Retriever retriever) : IOperationHandler<RerankRequest, RerankResponse>
{
    /// <inheritdoc/>
    public async Task<RerankResponse> Handle(
        RerankRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        if (request.NextToken is not null)
        {
            throw RetrievalErrors.BadToken();
        }

        var query = request.Queries[0].TextQuery.Text
            ?? throw RetrievalErrors.Wrong("queries.1.member.textQuery.text", "It is missing. Send what to rank by.");
        var texts = request.Sources.Select((source, index) => Text(source.InlineDocumentSource, index + 1)).ToList();
        var settings = request.RerankingConfiguration.BedrockRerankingConfiguration;
        var scores = await retriever.Score(
            settings.ModelConfiguration.ModelArn,
            "rerankingConfiguration.bedrockRerankingConfiguration.modelConfiguration.modelArn",
            query,
            texts,
            context,
            cancellationToken);
        return new RerankResponse
        {
            Results =
            [
                .. scores
                    .Select((score, index) => new RerankResult
                    {
                        Index = index,
                        RelevanceScore = (float)score,
                        Document = request.Sources[index].InlineDocumentSource,
                    })
                    .OrderByDescending(result => result.RelevanceScore)
                    .Take(settings.NumberOfResults ?? int.MaxValue),
            ],
        };
    }

    private static string Text(RerankDocument document, int number) => document switch
    {
        { Type: RerankDocumentType.Text, TextDocument.Text: { } text } => text,
        { Type: RerankDocumentType.Json, JsonDocument: { } json } when json.ValueKind != JsonValueKind.Undefined =>
            json.GetRawText(),
        { Type: RerankDocumentType.Json } => throw Missing(number, "jsonDocument"),
        _ => throw Missing(number, "textDocument.text"),
    };

    private static ModelledException Missing(int number, string member) => RetrievalErrors.Wrong(
        $"sources.{number}.member.inlineDocumentSource.{member}", "It is missing. Send what the document's type names.");
}
