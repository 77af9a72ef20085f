using Ganban.Functions.Records;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Aliases;

/// <summary>Lists a function's aliases by name, all or those that lead to a version.</summary>
internal sealed class ListAliases(FunctionChanges changes, ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}/aliases";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.WholeFunction;
        await changes.Get(function, cancellationToken);
        var version = request.Query("FunctionVersion");
        await ListAnswer.Send(
            request,
            store,
            AliasRecord.Kind,
            new ListQuery { Parent = function.Name, Sort = ListSort.NameAscending },
            "Aliases",
            alias => version is null || version == alias.Document.FunctionVersion
                ? FunctionAliases.Describe(function, alias.Name!, alias.Document)
                : null,
            cancellationToken);
    }
}
