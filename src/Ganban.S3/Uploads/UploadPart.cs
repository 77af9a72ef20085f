using Ganban.S3.Bodies;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class UploadPart(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var part = await store.PutPart(
            request.Object,
            UploadFields.Id(request),
            UploadFields.PartNumber(request),
            RequestContent.OfObject(request).CopyTo,
            cancellationToken);
        request.Response.Headers.ETag = $"\"{part.ETag}\"";
        if (part.Checksum is { } checksum)
        {
            request.Response.Headers[ChecksumField.Header(checksum.Algorithm)] = checksum.Value;
        }

        await S3Answer.Empty(request.Response, 200);
    }
}
