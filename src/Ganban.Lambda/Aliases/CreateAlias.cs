using Ganban.Functions;
using Ganban.Functions.Records;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Aliases;

/// <summary>Gives a version of a function a name.</summary>
internal sealed class CreateAlias(ResourceStore store, FunctionAliases aliases, FunctionChanges changes)
    : ILambdaOperation
{
    private const int AliasesMax = 1000;

    public string Method => HttpMethods.Post;

    public string Path => "/2015-03-31/functions/{name}/aliases";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan("CreateAlias", "Name", "FunctionVersion", "Description");
        var function = request.WholeFunction;
        var name = FunctionAliases.Checked(body.Text("Name") ?? throw LambdaErrors.Missing("name"));
        var version = body.Text("FunctionVersion") ?? throw LambdaErrors.Missing("functionVersion");
        await changes.Get(function, cancellationToken);
        var target = await aliases.Version(function, version, cancellationToken);
        var record = new AliasRecord(
            version,
            FunctionAliases.Description(body) ?? "",
            FunctionChanges.NewRevision());
        var all = new ListQuery { Parent = function.Name };
        if (await store.HasAsync(request.Tenant, AliasRecord.Kind, all, AliasesMax, cancellationToken))
        {
            throw LambdaErrors.TooManyAliases(AliasesMax);
        }

        var document = new NewDocument<AliasRecord>(AliasRecord.Id(function.Name, name), record)
        {
            Name = name,
            Parent = function.Name,
        };
        try
        {
            await store.CommitAsync(
                [FunctionAliases.Hold(function, target), AliasRecord.Kind.Create(request.Tenant, document)],
                cancellationToken);
        }
        catch (ResourceExistsException e)
        {
            throw LambdaErrors.AliasExists(function with { Qualifier = name }, e);
        }

        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status201Created, FunctionAliases.Describe(function, name, record));
    }
}
