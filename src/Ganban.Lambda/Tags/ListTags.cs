using System.Text.Json.Nodes;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Tags;

/// <summary>Shows a function's tags.</summary>
internal sealed class ListTags(FunctionChanges changes, ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2017-03-31/tags/{arn}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = TagRules.Function(request);
        await changes.Get(function, cancellationToken);
        var tags = await store.GetTagsAsync(function.Tenant, function.Arn, cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, new JsonObject { ["Tags"] = TagRules.ToJson(tags) });
    }
}
