using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Tags;

/// <summary>Removes tags of a function.</summary>
internal sealed class UntagResource(FunctionChanges changes, ResourceStore store) : ILambdaOperation
{
    private const int KeysMax = 50;

    public string Method => HttpMethods.Delete;

    public string Path => "/2017-03-31/tags/{arn}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = TagRules.Function(request);
        var keys = request.Http.Request.Query["tagKeys"]
            .OfType<string>()
            .Where(key => key.Length is > 0 and <= 128)
            .ToList();
        if (keys.Count is 0 or > KeysMax)
        {
            throw LambdaErrors.InvalidParameterValue($"tagKeys must name 1 to {KeysMax} tags.");
        }

        await changes.Get(function, cancellationToken);
        await store.CommitAsync([Write.Untag(function.Tenant, function.Arn, keys)], cancellationToken);
        await LambdaAnswer.SendNothing(request.Response);
    }
}
