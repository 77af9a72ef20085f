using Ganban.Functions;
using Ganban.Functions.Execution;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Storage;

namespace Ganban.Lambda.Functions;

/// <summary>Finds functions and changes them, on condition that nobody else has meanwhile.</summary>
internal sealed class FunctionChanges(
    ResourceStore store, StoredFunctions functions, FunctionRunner runner, TimeProvider clock)
{
    /// <summary>The function, or the version of it, that a request names.</summary>
    public async Task<Stored<FunctionRecord>> Get(FunctionReference function, CancellationToken cancellationToken) =>
        await functions.Find(function, cancellationToken) ?? throw LambdaErrors.FunctionNotFound(function);

    /// <summary>The function that a request changes: its changeable version.</summary>
    /// <param name="function">The function.</param>
    /// <param name="revisionId">The revision that it must have; null for any.</param>
    /// <param name="cancellationToken">Cancels waiting for the store.</param>
    public async Task<Stored<FunctionRecord>> GetToChange(
        FunctionReference function, string? revisionId, CancellationToken cancellationToken)
    {
        var found = await Get(function with { Qualifier = null }, cancellationToken);
        return revisionId is null || revisionId == found.Document.RevisionId
            ? found
            : throw LambdaErrors.WrongRevision();
    }

    /// <summary>Stores a change of code or configuration; processes that wait for calls are ended.</summary>
    public async Task<Stored<FunctionRecord>> Save(
        FunctionReference function,
        Stored<FunctionRecord> found,
        FunctionRecord record,
        CancellationToken cancellationToken)
    {
        var changed = record with { RevisionId = NewRevision(), ModifiedAt = clock.GetUtcNow() };
        var saved = await store.UpdateAsync(
            function.Tenant, FunctionRecord.Kind, found with { Document = changed }, cancellationToken);
        runner.Retire(function);
        return saved;
    }

    /// <summary>Stores a change of what does not concern its processes.</summary>
    public Task<Stored<FunctionRecord>> SaveAside(
        FunctionReference function,
        Stored<FunctionRecord> found,
        FunctionRecord record,
        CancellationToken cancellationToken) =>
        store.UpdateAsync(function.Tenant, FunctionRecord.Kind, found with { Document = record }, cancellationToken);

    /// <summary>What removes the statements of a version's or an alias's policy, if it has any.</summary>
    /// <param name="qualified">The version or alias.</param>
    /// <param name="function">The function as it is.</param>
    public static IReadOnlyList<Write> RemovePermissions(
        FunctionReference qualified, Stored<FunctionRecord> function)
    {
        var record = function.Document;
        var left = record.Permissions.Where(permission => !permission.IsOf(qualified)).ToList();
        return left.Count == record.Permissions.Count
            ? []
            : [
                FunctionRecord.Kind.Update(
                    qualified.Tenant, function with { Document = record with { Permissions = left } }),
            ];
    }

    /// <summary>A new revision id.</summary>
    public static string NewRevision() => Guid.NewGuid().ToString();

    /// <summary>Makes a version of the function as it is, unless the last one is the same.</summary>
    public async Task<Stored<FunctionRecord>> Publish(
        FunctionReference function,
        Stored<FunctionRecord> found,
        string? description,
        CancellationToken cancellationToken)
    {
        var record = found.Document;
        var last = record.LastVersion == 0 ? null
            : await functions.Find(function with { Qualifier = Label(record.LastVersion) }, cancellationToken);
        if (last?.Document.RevisionId == record.RevisionId)
        {
            return last;
        }

        await CheckQuota(function.Tenant, cancellationToken);
        var number = record.LastVersion + 1;
        var published = record with
        {
            Description = description ?? record.Description,
            Permissions = [],
            ReservedConcurrency = null,
            LastVersion = 0,
        };
        var version = new NewDocument<FunctionRecord>(function.Name, published)
        {
            Version = Label(number),
            Name = function.Name,
        };
        var counted = found with { Document = record with { LastVersion = number } };
        await store.CommitAsync(
            [
                FunctionRecord.Kind.Update(function.Tenant, counted),
                FunctionRecord.Kind.Create(function.Tenant, version),
            ],
            cancellationToken);
        return await Get(function with { Qualifier = Label(number) }, cancellationToken);
    }

    /// <summary>Refuses another function or version when there are as many as there may be.</summary>
    public async Task CheckQuota(Tenant tenant, CancellationToken cancellationToken)
    {
        var all = new ListQuery();
        if (await store.HasAsync(tenant, FunctionRecord.Kind, all, FunctionLimits.FunctionsMax, cancellationToken))
        {
            throw LambdaErrors.TooManyFunctions();
        }
    }

    private static string Label(int version) => version.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
