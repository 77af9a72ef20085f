using Ganban.Lambda.Errors;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;
using System.Globalization;
using System.Text.Json.Nodes;

namespace Ganban.Lambda.Pipeline;

/// <summary>Answers a page of a list.</summary>
internal static class ListAnswer
{
    private const int PageSizeMax = 50;
    private const int ItemsMax = 10_000;

    /// <summary>Answers the page that the request asks for.</summary>
    /// <param name="request">The request, with <c>MaxItems</c> and <c>Marker</c>.</param>
    /// <param name="store">Where the items are.</param>
    /// <param name="kind">What they are.</param>
    /// <param name="query">Which of them.</param>
    /// <param name="member">What the answer calls them.</param>
    /// <param name="describe">How the answer shows one; null for one that it leaves out.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    public static async Task Send<T>(
        LambdaRequest request,
        ResourceStore store,
        DocumentKind<T> kind,
        ListQuery query,
        string member,
        Func<Stored<T>, JsonObject?> describe,
        CancellationToken cancellationToken)
        where T : class
    {
        var asked = request.Query("MaxItems") is { } text
            ? int.TryParse(text, CultureInfo.InvariantCulture, out var items) && items is >= 1 and <= ItemsMax
                ? items
                : throw LambdaErrors.Constraint("maxItems", text, $"Member must have value from 1 to {ItemsMax}")
            : PageSizeMax;
        try
        {
            var page = await store.ListAsync(
                request.Tenant,
                kind,
                query with { PageSize = Math.Min(asked, PageSizeMax), PageToken = request.Query("Marker") },
                cancellationToken);
            var answer = new JsonObject
            {
                [member] = new JsonArray([.. page.Items.Select(describe).OfType<JsonNode>()]),
            };
            if (page.NextToken is { } next)
            {
                answer["NextMarker"] = next;
            }

            await LambdaAnswer.Send(request.Response, StatusCodes.Status200OK, answer);
        }
        catch (InvalidPageTokenException e)
        {
            throw LambdaErrors.InvalidParameterValue("The Marker was not given for this list. Send that of the page before.", e);
        }
    }
}
