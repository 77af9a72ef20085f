using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Objects;

internal sealed class CopyObject(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        ObjectFields.RefuseUnsupported(request);
        var source = CopySource.Read(request);
        var replaces = IsReplace(request, "x-amz-metadata-directive");
        if (source == request.Object && !replaces)
        {
            throw S3Errors.InvalidRequest(
                "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.");
        }

        await using var reading = await store.Open(source, null, cancellationToken);
        Preconditions.CheckCopySource(request, reading.Object);
        var stored = await store.Put(
            request.Object,
            new CopiedContent(reading, Algorithm(request)).CopyTo,
            new PutOptions(Headers(request, reading.Object.Headers, replaces), Preconditions.ForWriting(request)),
            cancellationToken);
        using var document = new XmlDocumentWriter("CopyObjectResult");
        document.Value("LastModified", XmlDocumentWriter.Time(stored.ModifiedAt));
        document.Value("ETag", $"\"{stored.ETag}\"");
        if (stored.Checksum is { } checksum)
        {
            document.Value(ChecksumField.Element(checksum.Algorithm), checksum.Value);
            document.Value("ChecksumType", ChecksumField.Type(checksum.IsComposite));
        }

        await document.Send(request.Response, cancellationToken);
    }

    private static ObjectHeaders Headers(S3Request request, ObjectHeaders source, bool replaces)
    {
        var given = ObjectFields.Read(request);
        var tags = IsReplace(request, "x-amz-tagging-directive") ? given.Tags : source.Tags;
        return (replaces ? given : source) with { Tags = tags };
    }

    private static bool IsReplace(S3Request request, string directive) => request.Header(directive) switch
    {
        null or "COPY" => false,
        "REPLACE" => true,
        _ => throw S3Errors.InvalidArgument($"Unknown value of {directive}."),
    };

    private static ChecksumAlgorithm? Algorithm(S3Request request) =>
        request.Header("x-amz-checksum-algorithm") is { } name ? ChecksumField.Parse(name) : null;
}
