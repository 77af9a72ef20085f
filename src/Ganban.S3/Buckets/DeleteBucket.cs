using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class DeleteBucket(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        await store.DeleteBucket(request.Account, request.Bucket, cancellationToken);
        await S3Answer.Empty(request.Response, 204);
    }
}
