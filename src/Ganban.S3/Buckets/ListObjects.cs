using System.Text;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

/// <summary>The first version of the list, which goes on behind a key.</summary>
internal sealed class ListObjects(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        var text = ListedText.For(request);
        var count = query.Number("max-keys", ObjectQuery.CountMax, ObjectQuery.CountMax);
        var asked = new ObjectQuery
        {
            Prefix = query["prefix"] ?? "",
            Delimiter = query["delimiter"] ?? "",
            After = query["marker"] ?? "",
            Count = count,
        };
        var page = await store.List(request.Account, request.Bucket, asked, cancellationToken);
        using var document = new XmlDocumentWriter("ListBucketResult");
        document.Value("Name", request.Bucket);
        document.Value("Prefix", text.Of(asked.Prefix));
        document.Value("Marker", text.Of(asked.After));
        document.Value("Delimiter", query["delimiter"] is { } delimiter ? text.Of(delimiter) : null);
        document.Value("MaxKeys", count);
        document.Value("EncodingType", text.EncodingType);
        document.Value("IsTruncated", page.Next is not null);
        document.Value("NextMarker", page.Next is not null && asked.Delimiter.Length > 0 ? text.Of(Last(page)) : null);
        ListedObjects.Write(document, page, text, request.Account);
        await document.Send(request.Response, cancellationToken);
    }

    private static string Last(ObjectPage page)
    {
        var key = page.Objects is [.., var last] ? last.Key : "";
        var prefix = page.CommonPrefixes is [.., var common] ? common : "";
        var order = Encoding.UTF8.GetBytes(key).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(prefix));
        return order > 0 ? key : prefix;
    }
}
