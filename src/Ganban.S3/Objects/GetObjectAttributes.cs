using System.Globalization;
using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Objects;

/// <summary>What is known of an object, as far as the caller asks; its parts are counted, not listed.</summary>
internal sealed class GetObjectAttributes(IBucketStore store) : IS3Operation
{
    private const string Header = "x-amz-object-attributes";
    private static readonly string[] s_known = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var wanted = (request.Header(Header) ?? "").Split(
            ',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (wanted.Length == 0 || wanted.Except(s_known).Any())
        {
            throw S3Errors.InvalidArgument(
                $"Invalid attribute name specified. {Header} takes {string.Join(", ", s_known)}.");
        }

        var found = await store.Find(request.Object, cancellationToken) ?? throw S3Errors.NoSuchKey();
        request.Response.Headers.LastModified = found.ModifiedAt.ToString("R", CultureInfo.InvariantCulture);
        using var document = new XmlDocumentWriter("GetObjectAttributesResponse");
        foreach (var name in s_known.Where(wanted.Contains))
        {
            Write(document, name, found);
        }

        await document.Send(request.Response, cancellationToken);
    }

    private static void Write(XmlDocumentWriter document, string name, StoredObject found)
    {
        switch (name)
        {
            case "ETag":
                document.Value(name, found.ETag);
                break;
            case "Checksum" when found.Checksum is { } checksum:
                document.Element(name, () =>
                {
                    document.Value(ChecksumField.Element(checksum.Algorithm), checksum.Value);
                    document.Value("ChecksumType", ChecksumField.Type(checksum.IsComposite));
                });
                break;
            case "ObjectParts" when found.ETag.Split('-') is [_, var count]:
                document.Element(name, () => document.Value("PartsCount", count));
                break;
            case "StorageClass":
                document.Value(name, "STANDARD");
                break;
            case "ObjectSize":
                document.Value(name, found.Bytes);
                break;
        }
    }
}
