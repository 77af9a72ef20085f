using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Ganban.Bedrock.Guardrails;
using Ganban.Bedrock.Prompts;
using Ganban.Contracts;
using Ganban.Contracts.BedrockAgentRuntime;
using Ganban.Protocol.Pipeline;
using Ganban.Storage;

namespace Ganban.Bedrock.Retrieval;

/// <summary>Finds the passages of a knowledge base that have to do with a text.</summary>
internal sealed class RetrieveHandler(
    Retriever retriever, FoundPictures pictures, QuestionGuard guard, ResourceStore store)
    : IOperationHandler<RetrieveRequest, RetrieveResponse>
{
    // How far pages reach.
    private const int OffsetMax = 1000;
    private readonly byte[] _key = store.DeriveKey("retrieve-pages");

    /// <inheritdoc/>
    public async Task<RetrieveResponse> Handle(
        RetrieveRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        const string place = "retrievalConfiguration.vectorSearchConfiguration";
        var (text, picture) = RetrievalQuestion.Read(request, place);
        var settings = request.RetrievalConfiguration?.VectorSearchConfiguration;
        var guardrail = GuardOptions.Of(
            request.GuardrailConfiguration?.GuardrailId,
            request.GuardrailConfiguration?.GuardrailVersion,
            trace: null);
        var call = await guard.Look(text, guardrail, context, cancellationToken);
        if (call.IsBlocked)
        {
            return new RetrieveResponse { RetrievalResults = [], GuardrailAction = GuadrailAction.Intervened };
        }

        var search = new Search(request.KnowledgeBaseId, call.Request.Messages[^1].Text, settings, place)
        {
            Picture = picture,
            HasPictures = true,
            Offset = request.NextToken is { } token ? Offset(token, request, context) : 0,
        };
        var found = await retriever.Find(search, context, cancellationToken);
        var next = search.Offset + search.Results;
        return new RetrieveResponse
        {
            RetrievalResults = await pictures.Results(found.Matches, context.Account, cancellationToken),
            NextToken = found.HasMore && next < OffsetMax ? Token(next, request, context) : null,
            GuardrailAction = call.Checks is null ? null
                : call.HasIntervened ? GuadrailAction.Intervened
                : GuadrailAction.None,
        };
    }

    private int Offset(string token, RetrieveRequest request, OperationContext context) =>
        int.TryParse(token.Split('.')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var offset)
        && offset <= OffsetMax
        && Token(offset, request, context) == token
            ? offset
            : throw RetrievalErrors.BadToken();

    // Bound to the query, so that a page never continues another list.
    private string Token(int offset, RetrieveRequest request, OperationContext context)
    {
        var query = ShapeJson.Write(request.RetrievalQuery).GetRawText();
        var settings = request.RetrievalConfiguration is { } configuration
            ? ShapeJson.Write(configuration).GetRawText()
            : "";
        var bound = string.Create(
            CultureInfo.InvariantCulture,
            $"{context.Account}|{context.Region}|{request.KnowledgeBaseId}|{offset}|{query}|{settings}");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{offset}.{Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(bound)))}");
    }
}
