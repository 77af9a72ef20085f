using Ganban.S3.Bodies;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Objects;

internal sealed class PutObject(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        ObjectFields.RefuseUnsupported(request);
        var stored = await store.Put(
            request.Object,
            RequestContent.OfObject(request).CopyTo,
            new PutOptions(ObjectFields.Read(request), Preconditions.ForWriting(request)),
            cancellationToken);
        request.Response.Headers.ETag = $"\"{stored.ETag}\"";
        ChecksumField.Write(request, stored.Checksum);
        await S3Answer.Empty(request.Response, 200);
    }
}
