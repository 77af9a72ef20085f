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

        var version = body.Text("FunctionVersion");
        var target = version is null ? null : await aliases.Version(alias, version, cancellationToken);
        var record = new AliasRecord(
            version ?? found.Document.FunctionVersion,
            FunctionAliases.Description(body) ?? found.Document.Description,
            FunctionChanges.NewRevision());
        var update = AliasRecord.Kind.Update(request.Tenant, found with { Document = record });
        await store.CommitAsync(
            target is null ? [update] : [FunctionAliases.Hold(alias, target), update], cancellationToken);
        await LambdaAnswer.Send(
            request.Response,
            StatusCodes.Status200OK,
            FunctionAliases.Describe(alias, alias.Qualifier!, record));
    }
}
