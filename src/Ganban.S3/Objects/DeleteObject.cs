using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Objects;

internal sealed class DeleteObject(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        if (request.Header("If-Match") is not null)
        {
            throw S3Errors.NotImplemented("deletions under a condition");
        }

        await store.Delete(request.Object, cancellationToken);
        await S3Answer.Empty(request.Response, 204);
    }
}
