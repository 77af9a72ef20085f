using Ganban.S3.Bodies;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class ListParts(IBucketStore store) : IS3Operation
{
    private const int CountMax = 1000;

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var id = UploadFields.Id(request);
        var count = request.Query.Number("max-parts", CountMax, CountMax);
        var after = request.Query.Number("part-number-marker", 0, int.MaxValue);
        var upload = await store.GetUpload(request.Object, id, cancellationToken);
        var found = await store.ListParts(request.Object, id, after, count + 1, cancellationToken);
        var parts = found.Take(count).ToList();
        using var document = new XmlDocumentWriter("ListPartsResult");
        document.Value("Bucket", request.Bucket);
        document.Value("Key", upload.Key);
        document.Value("UploadId", id);
        document.Value("PartNumberMarker", after);
        document.Value("NextPartNumberMarker", parts.Count == 0 ? after : parts[^1].Number);
        document.Value("MaxParts", count);
        document.Value("IsTruncated", count > 0 && found.Count > count);
        document.Value("StorageClass", "STANDARD");
        document.Element("Initiator", () => document.Value("ID", request.Account));
        document.Element("Owner", () => document.Value("ID", request.Account));
        if (upload.Options.Checksum is { } algorithm)
        {
            document.Value("ChecksumAlgorithm", ChecksumField.Name(algorithm));
            document.Value("ChecksumType", ChecksumField.Type(upload.Options.IsComposite));
        }

        parts.ForEach(part => document.Element("Part", () => Write(document, part)));
        await document.Send(request.Response, cancellationToken);
    }

    private static void Write(XmlDocumentWriter document, StoredPart part)
    {
        document.Value("PartNumber", part.Number);
        document.Value("LastModified", XmlDocumentWriter.Time(part.ModifiedAt));
        document.Value("ETag", $"\"{part.ETag}\"");
        document.Value("Size", part.Bytes);
        if (part.Checksum is { } checksum)
        {
            document.Value(ChecksumField.Element(checksum.Algorithm), checksum.Value);
        }
    }
}
