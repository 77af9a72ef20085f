using System.Xml.Linq;
using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class CompleteMultipartUpload(IBucketStore store) : IS3Operation
{
    private const int PartsMax = 10_000;

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var id = UploadFields.Id(request);
        var wanted = await XmlRequest.Read(request, "CompleteMultipartUpload", cancellationToken);
        var parts = wanted.Children("Part").ToList();
        if (parts.Count is 0 or > PartsMax)
        {
            throw S3Errors.MalformedXml();
        }

        var uploaded = await store.ListParts(request.Object, id, 0, PartsMax, cancellationToken);
        parts.ForEach(part => CheckChecksum(part, uploaded));
        CheckSize(request, parts, uploaded);
        var options = new CompletionOptions(
            Preconditions.ForWriting(request), ChecksumOfWhole(request));
        var stored = await store.CompleteUpload(
            request.Object, id, [.. parts.Select(Reference)], options, cancellationToken);
        await Send(request, stored, cancellationToken);
    }

    private static async Task Send(S3Request request, StoredObject stored, CancellationToken cancellationToken)
    {
        using var document = new XmlDocumentWriter("CompleteMultipartUploadResult");
        document.Value("Location", $"{request.Http.Request.Scheme}://{request.Http.Request.Host}{request.Http.Request.Path}");
        document.Value("Bucket", request.Bucket);
        document.Value("Key", stored.Key);
        document.Value("ETag", $"\"{stored.ETag}\"");
        if (stored.Checksum is { } checksum)
        {
            document.Value(ChecksumField.Element(checksum.Algorithm), checksum.Value);
            document.Value("ChecksumType", ChecksumField.Type(checksum.IsComposite));
        }

        await document.Send(request.Response, cancellationToken);
    }

    private static PartReference Reference(XElement part) => new(
        UploadFields.PartNumber(part.Text("PartNumber")),
        Preconditions.Tag(part.Text("ETag") ?? throw S3Errors.MalformedXml()));

    // A part may be named with its checksum besides its ETag.
    private static void CheckChecksum(XElement part, IReadOnlyList<StoredPart> uploaded)
    {
        var number = UploadFields.PartNumber(part.Text("PartNumber"));
        var known = uploaded.FirstOrDefault(found => found.Number == number)?.Checksum;
        if (known is not null
            && part.Text(ChecksumField.Element(known.Algorithm)) is { } stated
            && stated != known.Value)
        {
            throw S3Errors.InvalidPart();
        }
    }

    private static void CheckSize(S3Request request, List<XElement> parts, IReadOnlyList<StoredPart> uploaded)
    {
        if (request.Header("x-amz-mp-object-size") is not { } stated)
        {
            return;
        }

        var numbers = parts.Select(part => UploadFields.PartNumber(part.Text("PartNumber"))).ToHashSet();
        var bytes = uploaded.Where(part => numbers.Contains(part.Number)).Sum(part => part.Bytes);
        if (stated != bytes.ToString(System.Globalization.CultureInfo.InvariantCulture))
        {
            throw S3Errors.InvalidRequest(
                $"The provided 'x-amz-mp-object-size' header value {stated} does not match what was computed: {bytes}");
        }
    }

    // The checksum of this request's own body is another matter: it is not that of the object.
    private static ObjectChecksum? ChecksumOfWhole(S3Request request) =>
        request.Header("x-amz-checksum-type") is not null ? ChecksumField.Stated(request) : null;
}
