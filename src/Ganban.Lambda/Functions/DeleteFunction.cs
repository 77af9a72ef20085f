using Ganban.Functions;
using Ganban.Functions.Execution;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Deletes a function with its versions, aliases, policy, tags, code and log; or one version.</summary>
internal sealed class DeleteFunction(
    ResourceStore store, StoredFunctions functions, FunctionChanges changes, FunctionRunner runner)
    : ILambdaOperation
{
    private const int WritesMax = 500; // in a transaction

    public string Method => HttpMethods.Delete;

    public string Path => "/2015-03-31/functions/{name}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var found = await changes.Get(function, cancellationToken);
        await (function.Qualifier is { } qualifier
            ? DeleteVersion(function, qualifier, found, cancellationToken)
            : DeleteAll(function, found, cancellationToken));
        runner.Retire(function);
        await LambdaAnswer.SendNothing(request.Response);
    }

    private async Task DeleteVersion(
        FunctionReference function,
        string version,
        Stored<FunctionRecord> found,
        CancellationToken cancellationToken)
    {
        if (version == FunctionReference.Latest)
        {
            throw LambdaErrors.InvalidParameterValue("$LATEST version cannot be deleted without deleting the function.");
        }

        if (FunctionReference.IsAlias(version))
        {
            throw LambdaErrors.InvalidParameterValue("Deletion of aliases is not currently supported. Use DeleteAlias.");
        }

        var aliases = await functions.Aliases(function, cancellationToken)
            .Where(alias => alias.Document.FunctionVersion == version)
            .Select(alias => alias.Name!)
            .ToListAsync(cancellationToken);
        if (aliases.Count > 0)
        {
            throw LambdaErrors.VersionInUse(aliases);
        }

        var whole = await changes.Get(function with { Qualifier = null }, cancellationToken);
        await store.CommitAsync(
            [
                FunctionRecord.Kind.Delete(function.Tenant, function.Name, version, found.Revision),
                .. FunctionChanges.RemovePermissions(function, whole),
            ],
            cancellationToken);
    }

    // The changeable version goes last, so that a deletion that was cut short can be asked for again.
    // What is added meanwhile changes a revision, so that nothing is left behind.
    private async Task DeleteAll(
        FunctionReference function, Stored<FunctionRecord> found, CancellationToken cancellationToken)
    {
        var tenant = function.Tenant;
        var aliases = functions.Aliases(function, cancellationToken)
            .Select(alias => AliasRecord.Kind.Delete(tenant, alias.Id));
        var versions = functions.Versions(function, cancellationToken)
            .Where(version => version.Version.Length > 0)
            .Select(version => FunctionRecord.Kind.Delete(tenant, version.Id, version.Version, version.Revision));
        var writes = await aliases.Concat(versions).ToListAsync(cancellationToken);
        foreach (var some in writes.Chunk(WritesMax))
        {
            await store.CommitAsync(some, cancellationToken);
        }

        await store.CommitAsync(
            [
                FunctionRecord.Kind.Delete(tenant, function.Name, "", found.Revision),
                Write.UntagAll(tenant, function.Arn),
            ],
            cancellationToken);
        runner.RemoveLog(function);
    }
}
