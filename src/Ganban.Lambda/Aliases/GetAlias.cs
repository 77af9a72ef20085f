using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Aliases;

/// <summary>Shows an alias.</summary>
internal sealed class GetAlias(FunctionAliases aliases) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}/aliases/{alias}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var alias = FunctionAliases.Named(request);
        var stored = await aliases.Get(alias, cancellationToken);
        await LambdaAnswer.Send(
            request.Response,
            StatusCodes.Status200OK,
            FunctionAliases.Describe(alias, alias.Qualifier!, stored.Document));
    }
}
