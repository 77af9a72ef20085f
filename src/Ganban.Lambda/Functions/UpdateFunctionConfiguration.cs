using Ganban.Functions.Runtimes;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Changes a function's settings; what is left out stays.</summary>
internal sealed class UpdateFunctionConfiguration(FunctionChanges changes, FunctionRuntimes runtimes) : ILambdaOperation
{
    public string Method => HttpMethods.Put;

    public string Path => "/2015-03-31/functions/{name}/configuration";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan("UpdateFunctionConfiguration", FunctionSettings.Members);
        var function = request.WholeFunction;
        var found = await changes.GetToChange(function, body.Text("RevisionId"), cancellationToken);
        var record = FunctionSettings.Apply(function, found.Document, body);
        await FunctionSettings.CheckRuntime(runtimes, record.Runtime);
        var stored = await changes.Save(function, found, record, cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status200OK, FunctionConfiguration.Of(function, stored));
    }
}
