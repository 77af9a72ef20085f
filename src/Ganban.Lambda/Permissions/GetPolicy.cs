using System.Text.Json.Nodes;
using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Permissions;

/// <summary>Shows the policy of a function, or that of a version or an alias of it.</summary>
internal sealed class GetPolicy(FunctionChanges changes) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}/policy";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var stored = await changes.Get(function with { Qualifier = null }, cancellationToken);
        var permissions = stored.Document.Permissions.Where(permission => permission.IsOf(function)).ToList();
        if (permissions.Count == 0)
        {
            throw LambdaErrors.NoPolicy();
        }

        var policy = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Id"] = "default",
            ["Statement"] = new JsonArray(
            [
                .. permissions.Select(permission => JsonNode.Parse(permission.Statement.GetRawText())),
            ]),
        };
        var answer = new JsonObject
        {
            ["Policy"] = LambdaAnswer.Text(policy),
            ["RevisionId"] = stored.Document.RevisionId,
        };
        await LambdaAnswer.Send(request.Response, StatusCodes.Status200OK, answer);
    }
}
