using Ganban.Functions.Records;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Aliases;

/// <summary>Deletes an alias with its policy; one that the function does not have is deleted already.</summary>
internal sealed class DeleteAlias(ResourceStore store, FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Delete;

    public string Path => "/2015-03-31/functions/{name}/aliases/{alias}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var alias = FunctionAliases.Named(request);
        var function = await changes.Get(alias with { Qualifier = null }, cancellationToken);
        await store.CommitAsync(
            [
                AliasRecord.Kind.Delete(request.Tenant, AliasRecord.Id(alias.Name, alias.Qualifier!)),
                .. FunctionChanges.RemovePermissions(alias, function),
            ],
            cancellationToken);
        await LambdaAnswer.SendNothing(request.Response);
    }
}
