using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Aliases;

/// <summary>Lets an alias lead to another version, or describes it otherwise; what is left out stays.</summary>
internal sealed class UpdateAlias(ResourceStore store, FunctionAliases aliases) : ILambdaOperation
{
    public string Method => HttpMethods.Put;

    public string Path => "/2015-03-31/functions/{name}/aliases/{alias}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan("UpdateAlias", "FunctionVersion", "Description", "RevisionId");
        var alias = FunctionAliases.Named(request);
        var found = await aliases.Get(alias, cancellationToken);
        if (body.Text("RevisionId") is { } revision && revision != found.Document.RevisionId)
        {
            throw LambdaErrors.WrongRevision();
        }

        var record = new AliasRecord(
            body.Text("FunctionVersion") is { } version
                ? await aliases.Version(alias, version, cancellationToken)
                : found.Document.FunctionVersion,
            FunctionAliases.Description(body) ?? found.Document.Description,
            FunctionChanges.NewRevision());
        var stored = await store.UpdateAsync(
            request.Tenant, AliasRecord.Kind, found with { Document = record }, cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, FunctionAliases.Describe(alias, stored));
    }
}
