using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Concurrency;

/// <summary>Lets as many calls of a function run at once as the server has processes for.</summary>
internal sealed class DeleteFunctionConcurrency(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Delete;

    public string Path => "/2017-10-31/functions/{name}/concurrency";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.WholeFunction;
        var found = await changes.GetToChange(function, revisionId: null, cancellationToken);
        await changes.SaveAside(
            function, found, found.Document with { ReservedConcurrency = null }, cancellationToken);
        await LambdaAnswer.SendNothing(request.Response);
    }
}
