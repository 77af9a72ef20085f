using Ganban.Functions;
using Ganban.Functions.Execution;
using Ganban.Functions.Records;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Deletes a function with its versions, policy, tags, code and log; or one version.</summary>
internal sealed class DeleteFunction(
    ResourceStore store, StoredFunctions functions, FunctionChanges changes, FunctionRunner runner)
    : ILambdaOperation
{
    public string Method => HttpMethods.Delete;

    public string Path => "/2015-03-31/functions/{name}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var found = await changes.Get(function, cancellationToken);
        if (function.Qualifier == FunctionReference.Latest)
        {
            throw Errors.LambdaErrors.InvalidParameterValue("$LATEST version cannot be deleted without deleting the function.");
        }

        var all = await functions.All(function.Tenant, cancellationToken);
        var going = function.Qualifier is null ? all.Where(item => item.Id == function.Name).ToList() : [found];
        var tenant = function.Tenant;
        List<Write> writes = [.. going.Select(item => FunctionRecord.Kind.Delete(tenant, item.Id, item.Version))];
        if (function.Qualifier is null)
        {
            writes.Add(Write.UntagAll(function.Tenant, function.Arn));
        }

        await store.CommitAsync(writes, cancellationToken);
        runner.Retire(function);
        if (function.Qualifier is null)
        {
            runner.RemoveLog(function);
        }

        await LambdaAnswer.SendNothing(request.Response);
    }
}
