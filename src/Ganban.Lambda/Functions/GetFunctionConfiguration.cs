using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Describes a function.</summary>
internal sealed class GetFunctionConfiguration(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}/configuration";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var stored = await changes.Get(function, cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, FunctionConfiguration.Of(function, stored));
    }
}
