using System.Text.Json.Nodes;
using Ganban.Lambda.Concurrency;
using Ganban.Lambda.Pipeline;
using Ganban.Lambda.Tags;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Functions;

/// <summary>Describes a function, and says where its package can be fetched for ten minutes.</summary>
internal sealed class GetFunction(FunctionChanges changes, CodeLinks links, ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Get;

    public string Path => "/2015-03-31/functions/{name}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = request.Function;
        var stored = await changes.Get(function, cancellationToken);
        var answer = new JsonObject
        {
            ["Configuration"] = FunctionConfiguration.Of(function, stored),
            ["Code"] = new JsonObject
            {
                ["RepositoryType"] = "S3",
                ["Location"] = links.Make(request.Http.Request, function.Tenant, stored.Document.Code),
            },
        };
        if (stored.Document.ReservedConcurrency is not null)
        {
            answer["Concurrency"] = PutFunctionConcurrency.Describe(stored.Document);
        }

        var tags = await store.GetTagsAsync(function.Tenant, function.Arn, cancellationToken);
        if (tags.Count > 0)
        {
            answer["Tags"] = TagRules.ToJson(tags);
        }

        await LambdaAnswer.Send(request.Response, StatusCodes.Status200OK, answer);
    }
}
