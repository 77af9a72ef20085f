using Ganban.S3.Bodies;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class UploadPartCopy(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var id = UploadFields.Id(request);
        var upload = await store.GetUpload(request.Object, id, cancellationToken);
        var range = RangeField.ReadCopySource(request.Header("x-amz-copy-source-range"));
        await using var reading = await store.Open(CopySource.Read(request), range, cancellationToken);
        Preconditions.CheckCopySource(request, reading.Object);
        var part = await store.PutPart(
            request.Object,
            id,
            UploadFields.PartNumber(request),
            new CopiedContent(reading, upload.Options.Checksum).CopyTo,
            cancellationToken);
        using var document = new XmlDocumentWriter("CopyPartResult");
        document.Value("LastModified", XmlDocumentWriter.Time(part.ModifiedAt));
        document.Value("ETag", $"\"{part.ETag}\"");
        if (part.Checksum is { } checksum)
        {
            document.Value(ChecksumField.Element(checksum.Algorithm), checksum.Value);
        }

        await document.Send(request.Response, cancellationToken);
    }
}
