using System.Globalization;
using System.Text.Json.Nodes;
using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Answers a page of functions or versions.</summary>
internal static class ListedFunctions
{
    private const int PageSizeMax = 50;
    private const int ItemsMax = 10_000;

    public static async Task Answer(
        LambdaRequest request, ResourceStore store, ListQuery query, string member, CancellationToken cancellationToken)
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
                FunctionRecord.Kind,
                query with { PageSize = Math.Min(asked, PageSizeMax), PageToken = request.Query("Marker") },
                cancellationToken);
            var answer = new JsonObject
            {
                [member] = new JsonArray(
                [
                    .. page.Items.Select(item => FunctionConfiguration.Of(
                        new FunctionReference(request.Tenant.Account, request.Tenant.Region, item.Id, null), item)),
                ]),
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
