using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;

namespace Ganban.S3.Objects;

internal sealed class GetObjectTagging(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var found = await store.Find(request.Object, cancellationToken) ?? throw S3Errors.NoSuchKey();
        using var document = new XmlDocumentWriter("Tagging");
        document.Element("TagSet", () =>
        {
            foreach (var (name, value) in found.Headers.Tags)
            {
                document.Element("Tag", () =>
                {
                    document.Value("Key", name);
                    document.Value("Value", value);
                });
            }
        });
        await document.Send(request.Response, cancellationToken);
    }
}

internal sealed class PutObjectTagging(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var wanted = await XmlRequest.Read(request, "Tagging", cancellationToken);
        var tags = TagFields.Check(wanted.Children("TagSet").SelectMany(set => set.Children("Tag"))
            .Select(tag => (tag.Text("Key") ?? "", tag.Text("Value") ?? "")));
        await store.SetHeaders(request.Object, headers => headers with { Tags = tags }, cancellationToken);
        await S3Answer.Empty(request.Response, 200);
    }
}

internal sealed class DeleteObjectTagging(IBucketStore store) : IS3Operation
{
    public async Task Answer(S3Request request, CancellationToken cancellationToken)
    {
        var none = new Dictionary<string, string>();
        await store.SetHeaders(request.Object, headers => headers with { Tags = none }, cancellationToken);
        await S3Answer.Empty(request.Response, 204);
    }
}
