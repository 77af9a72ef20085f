using Ganban.Functions.Records;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Versions;

/// <summary>Lists a function's versions, the changeable one first.</summary>
internal sealed class ListVersionsByFunction(FunctionChanges changes, ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}/versions";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.WholeFunction;
        await changes.Get(function, cancellationToken);
        await ListAnswer.Send(
            request,
            store,
            FunctionRecord.Kind,
            new ListQuery { Id = function.Name },
            "Versions",
            item => FunctionConfiguration.Of(request.Tenant, item, isQualified: true),
            cancellationToken);
    }
}
