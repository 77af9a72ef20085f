using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Permissions;

/// <summary>Removes a statement from a function's policy.</summary>
internal sealed class RemovePermission(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Delete;

    public string Path => "/2015-03-31/functions/{name}/policy/{id}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var (function, id) = (request.Function, request.Labels[1]);
        var found = await changes.GetToChange(
            function with { Qualifier = null }, request.Query("RevisionId"), cancellationToken);
        var left = found.Document.Permissions
            .Where(permission => permission.Id != id || !permission.IsOf(function))
            .ToList();
        if (left.Count == found.Document.Permissions.Count)
        {
            throw LambdaErrors.NoStatement(id);
        }

        await changes.SaveAside(function, found, found.Document with { Permissions = left }, cancellationToken);
        await LambdaAnswer.SendNothing(request.Response);
    }
}
