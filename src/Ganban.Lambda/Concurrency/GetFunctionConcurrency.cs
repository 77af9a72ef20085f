using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Concurrency;

/// <summary>Shows how many calls of a function may run at once, if that was set.</summary>
internal sealed class GetFunctionConcurrency(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2019-09-30/functions/{name}/concurrency";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var stored = await changes.Get(request.WholeFunction, cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, PutFunctionConcurrency.Describe(stored.Document));
    }
}
