using System.Xml.Linq;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Buckets;

internal sealed class DeleteObjects(IBucketStore store) : IS3Operation
{
    private const int KeysMax = 1000;

    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var wanted = await XmlRequest.Read(request, "Delete", cancellationToken);
        var entries = wanted.Children("Object").ToList();
        if (entries.Count is 0 or > KeysMax)
        {
            throw S3Errors.MalformedXml();
        }

        await store.GetBucket(request.Account, request.Bucket, cancellationToken);
        var isQuiet = wanted.Text("Quiet") == "true";
        using var document = new XmlDocumentWriter("DeleteResult");
        foreach (var entry in entries)
        {
            await Delete(request, entry, isQuiet, document, cancellationToken);
        }

        await document.Send(request.Response, cancellationToken);
    }

    private async Task Delete(
        S3Request request,
        XElement entry,
        bool isQuiet,
        XmlDocumentWriter document,
        CancellationToken cancellationToken)
    {
        var key = entry.Text("Key") ?? throw S3Errors.MalformedXml();
        if (entry.Elements().FirstOrDefault(child => child.Name.LocalName != "Key") is { } more
            && more is not { Name.LocalName: "VersionId", Value: "null" })
        {
            document.Element("Error", () =>
            {
                document.Value("Key", key);
                document.Value("Code", "NotImplemented");
                document.Value("Message", $"Ganban does not implement {more.Name.LocalName} of deletions.");
            });
            return;
        }

        await store.Delete(new ObjectAddress(request.Account, request.Bucket, key), cancellationToken);
        if (!isQuiet)
        {
            document.Element("Deleted", () => document.Value("Key", key));
        }
    }
}
