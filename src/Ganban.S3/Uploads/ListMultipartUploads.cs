using Ganban.S3.Buckets;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Uploads;

internal sealed class ListMultipartUploads(IBucketStore store) : IS3Operation
{
    private const int CountMax = 1000;

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var query = request.Query;
        if (query.Has("delimiter"))
        {
            throw S3Errors.NotImplemented("a delimiter in the list of uploads");
        }

        var text = ListedText.For(request);
        var count = query.Number("max-uploads", CountMax, CountMax);
        var (afterKey, afterId) = (query["key-marker"] ?? "", query["upload-id-marker"] ?? "");
        var found = await store.ListUploads(
            request.Account,
            request.Bucket,
            new UploadQuery(query["prefix"] ?? "", afterKey, afterId, count + 1),
            cancellationToken);
        var uploads = found.Take(count).ToList();
        var isTruncated = count > 0 && found.Count > count;
        using var document = new XmlDocumentWriter("ListMultipartUploadsResult");
        document.Value("Bucket", request.Bucket);
        document.Value("KeyMarker", text.Of(afterKey));
        document.Value("UploadIdMarker", afterId);
        document.Value("NextKeyMarker", isTruncated ? text.Of(uploads[^1].Key) : null);
        document.Value("NextUploadIdMarker", isTruncated ? uploads[^1].Id : null);
        document.Value("Prefix", query["prefix"] is { } prefix ? text.Of(prefix) : null);
        document.Value("EncodingType", text.EncodingType);
        document.Value("MaxUploads", count);
        document.Value("IsTruncated", isTruncated);
        foreach (var upload in uploads)
        {
            document.Element("Upload", () =>
            {
                document.Value("Key", text.Of(upload.Key));
                document.Value("UploadId", upload.Id);
                document.Value("StorageClass", "STANDARD");
                document.Value("Initiated", XmlDocumentWriter.Time(upload.BegunAt));
            });
        }

        await document.Send(request.Response, cancellationToken);
    }
}
