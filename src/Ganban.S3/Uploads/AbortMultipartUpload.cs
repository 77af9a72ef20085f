using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class AbortMultipartUpload(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        await store.AbortUpload(request.Object, UploadFields.Id(request), cancellationToken);
        await S3Answer.Empty(request.Response, 204);
    }
}
