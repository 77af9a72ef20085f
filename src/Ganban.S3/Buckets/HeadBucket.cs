using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class HeadBucket(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var bucket = await store.GetBucket(request.Account, request.Bucket, cancellationToken);
        request.Response.Headers["x-amz-bucket-region"] = bucket.Region;
        request.Response.ContentType = "application/xml";
        await S3Answer.Empty(request.Response, 200);
    }
}
