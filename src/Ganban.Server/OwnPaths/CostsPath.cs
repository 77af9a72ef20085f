using System.Text.Json;
using Ganban.Bedrock.Costs;
using Ganban.Protocol.Callers;
using Ganban.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Ganban.Server.OwnPaths;

/// <summary>
/// What the account's invocations would have cost:
/// <c>GET /ganban/costs?from=2026-01-01&amp;to=2026-01-31&amp;by=model</c>.
/// </summary>
internal sealed class CostsPath(SpendLedger ledger, SpendReport report, IOptions<ServerOptions> options) : IOwnPath
{
    private static readonly string[] Known = ["from", "to", "by"];

    /// <inheritdoc/>
    public string Path => "/ganban/costs";

    /// <inheritdoc/>
    public async Task<ReadOnlyMemory<byte>> Answer(
        HttpRequest request,
        Caller caller,
        CancellationToken cancellationToken)
    {
        if (!HttpMethods.IsGet(request.Method))
        {
            throw OwnErrors.Method(request, "GET");
        }

        if (request.Query.FirstOrDefault(one => !Known.Contains(one.Key) || one.Value.Count != 1) is { Key: { } other })
        {
            throw OwnErrors.Invalid($"The query holds {other}. It may hold {string.Join(", ", Known)}, each once.");
        }

        var query = new SpendQuery(
            Value(request, "from"), Value(request, "to"), Value(request, "by") ?? "model", caller.Account);
        if (query.Problem() is { } problem)
        {
            throw OwnErrors.Invalid("The query can't be answered: " + problem);
        }

        await ledger.Flush(CancellationToken.None);
        var sums = await report.Read(query, cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(SpendJson.Report(sums, query, options.Value.Costs.Other));
    }

    private static string? Value(HttpRequest request, string name) =>
        request.Query.TryGetValue(name, out var values) ? values.ToString() : null;
}
