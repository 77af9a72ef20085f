using Ganban.Contracts;
using Ganban.Functions;
using Ganban.Functions.Code;
using Ganban.Functions.Records;
using Ganban.Functions.Runtimes;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Pipeline;
using Ganban.Lambda.Tags;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Creates a function, ready to be called.</summary>
internal sealed class CreateFunction(
    ResourceStore store,
    FunctionChanges changes,
    PackageSource packages,
    CodeFolders code,
    FunctionRuntimes runtimes,
    TimeProvider clock) : ILambdaOperation
{
    private const int DefaultTimeoutSeconds = 3;

    public string Method => HttpMethods.Post;

    public string Path => "/2015-03-31/functions";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan(
            "CreateFunction",
            [.. FunctionSettings.Members, "FunctionName", "Code", "PackageType", "Publish", "Architectures", "Tags"]);
        var function = Name(body, request.Tenant);
        var record = FunctionSettings.Apply(function, Draft(body), body);
        var tags = body.Map("Tags") is { Count: > 0 } given ? TagRules.Check(given) : null;
        await FunctionSettings.CheckRuntime(runtimes, record.Runtime);
        await changes.CheckQuota(request.Tenant, cancellationToken);
        var source = body.Object("Code") ?? throw LambdaErrors.Missing("code");
        source.RefuseOthersThan("Code", "ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri");
        record = record with { Code = await packages.Take(request.Tenant, source, cancellationToken) };
        var stored = await Create(function, record, tags, cancellationToken);
        if (body.Flag("Publish"))
        {
            stored = await changes.Publish(function, stored, null, cancellationToken);
        }

        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status201Created, FunctionConfiguration.Of(function, stored));
    }

    private async Task<Stored<FunctionRecord>> Create(
        FunctionReference function,
        FunctionRecord record,
        IReadOnlyDictionary<string, string>? tags,
        CancellationToken cancellationToken)
    {
        try
        {
            var document = new NewDocument<FunctionRecord>(function.Name, record)
            {
                Name = function.Name,
                Tags = tags is null ? null : new TagSet(function.Arn, tags),
            };
            return await store.CreateAsync(function.Tenant, FunctionRecord.Kind, document, cancellationToken);
        }
        catch (ResourceExistsException e)
        {
            code.Remove(function.Tenant, record.Code);
            throw LambdaErrors.FunctionExists(function.Name, e);
        }
    }

    private static FunctionReference Name(LambdaBody body, Tenant tenant)
    {
        var name = body.Text("FunctionName") ?? throw LambdaErrors.Missing("functionName");
        var function = FunctionReference.Read(name, tenant);
        return function?.Tenant == tenant && function.Qualifier is null
            ? function
            : throw LambdaErrors.BadFunctionName(name);
    }

    private FunctionRecord Draft(LambdaBody body)
    {
        if (body.Text("PackageType") is { } package && package != "Zip")
        {
            throw ModelledException.NotImplemented(
                $"Ganban does not implement functions of PackageType {package}. Package the code as a zip file.");
        }

        if (body.Text("Runtime") is not { } runtime || body.Text("Handler") is not { } handler)
        {
            throw LambdaErrors.InvalidParameterValue(
                "Runtime and Handler are mandatory parameters for functions created with deployment packages.");
        }

        var role = body.Text("Role") ?? throw LambdaErrors.Missing("role");
        var record = new FunctionRecord(
            runtime,
            handler,
            role,
            DefaultTimeoutSeconds,
            FunctionLimits.MemoryMegabytesMin,
            new("", "", 0),
            FunctionChanges.NewRevision())
        {
            ModifiedAt = clock.GetUtcNow(),
        };
        return record with { Architecture = FunctionSettings.Architecture(body) ?? record.Architecture };
    }
}
