using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.Invocation;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Pipeline;

namespace Ganban.Bedrock.Doors.Responses;

/// <summary>Lists what a kept response answers to, page by page.</summary>
internal sealed class ListInputItemsOperation(KeptResponses kept) : IDoorOperation
{
    private const int PageUsual = 20;
    private const int PageMax = 100;

    /// <inheritdoc/>
    public string Name => DoorOperations.ListInputItems;

    /// <inheritdoc/>
    public async Task<DoorAnswer> Answer(
        DoorRequest request, OperationContext context, CancellationToken cancellationToken)
    {
        var limit = Limit(request.Parameter("limit"));
        var isAscending = IsAscending(request.Parameter("order"));
        var found = await kept.Get(request.Id, context, cancellationToken);
        var items = found.Input.EnumerateArray().ToList();
        if (!isAscending)
        {
            items.Reverse();
        }

        if (request.Parameter("after") is { } after)
        {
            var at = items.FindIndex(item => IdOf(item) == after);
            items = at >= 0 ? items[(at + 1)..] : throw new ValidationException("after names no item of the response.");
        }

        var page = items.Take(limit).ToList();
        return new DoorAnswer.Whole(NativeInvocation.Bytes(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. page.Select(item => JsonSerializer.SerializeToNode(item))]),
            ["first_id"] = page.Count > 0 ? IdOf(page[0]) : null,
            ["last_id"] = page.Count > 0 ? IdOf(page[^1]) : null,
            ["has_more"] = items.Count > page.Count,
        }));
    }

    private static string? IdOf(JsonElement item) => item.GetProperty("id").GetString();

    private static int Limit(string? limit) => limit is null ? PageUsual
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count is > 0 and <= PageMax
            ? count
            : throw new ValidationException($"limit must be a number from 1 to {PageMax}.");

    private static bool IsAscending(string? order) => order switch
    {
        null or "desc" => false,
        "asc" => true,
        _ => throw new ValidationException("order must be asc or desc."),
    };
}
