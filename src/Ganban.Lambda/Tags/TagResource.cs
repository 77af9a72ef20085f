using Ganban.Lambda.Errors;
using Ganban.Lambda.Functions;
using Ganban.Lambda.Pipeline;
using Ganban.Storage;
using Microsoft.AspNetCore.Http;

namespace Ganban.Lambda.Tags;

/// <summary>Sets tags of a function beside those that it has.</summary>
internal sealed class TagResource(FunctionChanges changes, ResourceStore store) : ILambdaOperation
{
    public string Method => HttpMethods.Post;

    public string Path => "/2017-03-31/tags/{arn}";

    public async Task Answer(LambdaRequest request, CancellationToken cancellationToken)
    {
        var function = TagRules.Function(request);
        var tags = request.Json.Map("Tags") ?? throw LambdaErrors.Missing("tags");
        await changes.Get(function, cancellationToken);
        var had = await store.GetTagsAsync(function.Tenant, function.Arn, cancellationToken);
        TagRules.Check(tags.Concat(had).DistinctBy(tag => tag.Key).ToDictionary());
        await store.CommitAsync([Write.Tag(function.Tenant, new TagSet(function.Arn, tags))], cancellationToken);
        await LambdaAnswer.SendNothing(request.Response);
    }
}
