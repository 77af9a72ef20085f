using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class ListObjectsV2(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        if (query["list-type"] != "2")
        {
            throw S3Errors.InvalidArgument("Invalid List Type specified in Request");
        }

        var text = ListedText.For(request);
        var count = query.Number("max-keys", ObjectQuery.CountMax, ObjectQuery.CountMax);
        var asked = new ObjectQuery
        {
            Prefix = query["prefix"] ?? "",
            Delimiter = query["delimiter"] ?? "",
            After = query["start-after"] ?? "",
            Continuation = query["continuation-token"],
            Count = count,
        };
        var page = await store.List(request.Account, request.Bucket, asked, cancellationToken);
        using var document = new XmlDocumentWriter("ListBucketResult");
        document.Value("Name", request.Bucket);
        document.Value("Prefix", text.Of(asked.Prefix));
        document.Value("Delimiter", query["delimiter"] is { } delimiter ? text.Of(delimiter) : null);
        document.Value("MaxKeys", count);
        document.Value("EncodingType", text.EncodingType);
        document.Value("KeyCount", page.Objects.Count + page.CommonPrefixes.Count);
        document.Value("IsTruncated", page.Next is not null);
        document.Value("ContinuationToken", asked.Continuation);
        document.Value("NextContinuationToken", page.Next);
        document.Value("StartAfter", query["start-after"] is { } after ? text.Of(after) : null);
        ListedObjects.Write(document, page, text, query["fetch-owner"] == "true" ? request.Account : null);
        await document.Send(request.Response, cancellationToken);
    }
}
