using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Versions;

/// <summary>Makes a version that does not change from a function as it is.</summary>
internal sealed class PublishVersion(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Post;

    public string Path => "/2015-03-31/functions/{name}/versions";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var body = request.Json;
        body.RefuseOthersThan("PublishVersion", "CodeSha256", "Description", "RevisionId");
        var function = request.WholeFunction;
        var found = await changes.GetToChange(function, body.Text("RevisionId"), cancellationToken);
        if (body.Text("CodeSha256") is { } sha256 && sha256 != found.Document.Code.Sha256)
        {
            throw LambdaErrors.InvalidParameterValue(
                $"CodeSHA256 ({sha256}) is different from current CodeSHA256 in $LATEST ({found.Document.Code.Sha256}). "
                + "Please try again with the CodeSHA256 in $LATEST.");
        }

        var stored = await changes.Publish(function, found, body.Text("Description"), cancellationToken);
        await LambdaAnswer.Send(
            request.Response, StatusCodes.Status201Created, FunctionConfiguration.Of(function, stored));
    }
}
