using Ganban.Contracts;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Replaces a function's code; the next call runs it.</summary>
internal sealed class UpdateFunctionCode(FunctionChanges changes, PackageSource packages) : ILambdaOperation
{
    public string Method => HttpMethods.Put;

    public string Path => "/2015-03-31/functions/{name}/code";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan(
            "UpdateFunctionCode",
            "ZipFile", "S3Bucket", "S3Key", "S3ObjectVersion", "ImageUri", "Publish", "DryRun", "RevisionId",
            "Architectures");
        var function = request.WholeFunction;
        var found = await changes.GetToChange(function, body.Text("RevisionId"), cancellationToken);
        if (body.Flag("DryRun"))
        {
            throw ModelledException.NotImplemented("Ganban does not implement DryRun of UpdateFunctionCode. Leave it out.");
        }

        var package = await packages.Take(function.Tenant, body, cancellationToken);
        var record = found.Document with
        {
            Code = package,
            Architecture = FunctionSettings.Architecture(body) ?? found.Document.Architecture,
        };
        var stored = await changes.Save(function, found, record, cancellationToken);
        if (body.Flag("Publish"))
        {
            stored = await changes.Publish(function, stored, null, cancellationToken);
        }

        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, FunctionConfiguration.Of(function, stored));
    }
}
