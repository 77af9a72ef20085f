using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

/// <summary>No bucket keeps versions; the empty answer says so.</summary>
internal sealed class GetBucketVersioning(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        await store.GetBucket(request.Account, request.Bucket, cancellationToken);
        using var document = new XmlDocumentWriter("VersioningConfiguration");
        await document.Send(request.Response, cancellationToken);
    }
}
