using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class GetBucketLocation(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var bucket = await store.GetBucket(request.Account, request.Bucket, cancellationToken);
        using var document = new XmlDocumentWriter("LocationConstraint");
        document.Text(bucket.Region == "us-east-1" ? "" : bucket.Region); // S3's oldest region has no name here.
        await document.Send(request.Response, cancellationToken);
    }
}
