using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class ListBuckets(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var prefix = request.Query["prefix"] ?? "";
        var buckets = await store.ListBuckets(request.Account, cancellationToken);
        using var document = new XmlDocumentWriter("ListAllMyBucketsResult");
        document.Element("Owner", () => document.Value("ID", request.Account));
        document.Element("Buckets", () =>
        {
            foreach (var bucket in buckets.Where(found => found.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                document.Element("Bucket", () =>
                {
                    document.Value("Name", bucket.Name);
                    document.Value(
                        "CreationDate", bucket.CreatedAt is { } created ? XmlDocumentWriter.Time(created) : null);
                    document.Value("BucketRegion", bucket.Region);
                });
            }
        });
        await document.Send(request.Response, cancellationToken);
    }
}
