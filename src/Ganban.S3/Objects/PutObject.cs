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
        var stored = await Write(store, request, RequestContent.OfObject(request).CopyTo, cancellationToken);
        request.Response.Headers.ETag = $"\"{stored.ETag}\"";
        ChecksumField.Write(request, stored.Checksum);
        await S3Answer.Empty(request.Response, 200);
    }

    /// <summary>Writes an object as the request's headers say.</summary>
    public static Task<StoredObject> Write(
        IBucketStore store, S3Request request, ObjectSource content, CancellationToken cancellationToken)
    {
        ObjectFields.RefuseUnsupported(request);
        return store.Put(
            request.Object,
            content,
            new PutOptions(ObjectFields.Read(request), Preconditions.ForWriting(request)),
            cancellationToken);
    }
}
