using System.Text;
using Ganban.Protocol.Callers;
using Ganban.S3.Addressing;
using Ganban.S3.Bodies;
using Ganban.S3.Errors;
using Ganban.S3.Fields;
using Ganban.S3.Objects;
using Ganban.S3.Pipeline;
using Ganban.S3.Xml;
using Ganban.Storage.Objects;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Ganban.S3.Forms;

/// <summary>PostObject: a form of a web page uploads a file, as a signed policy allows.</summary>
internal sealed class FormUpload(FormSignature signature, IBucketStore store, TimeProvider clock)
{
    private const string FileNameVariable = "${filename}";

    // Fields that mean what the header of PutObject means; the names of the others begin with x-amz-.
    private static readonly Dictionary<string, string> s_headers = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Content-Type"] = "Content-Type",
        ["Cache-Control"] = "Cache-Control",
        ["Content-Disposition"] = "Content-Disposition",
        ["Content-Encoding"] = "Content-Encoding",
        ["Expires"] = "Expires",
        ["acl"] = "x-amz-acl",
    };

    // Of the signature, and what makes a request another one.
    private static readonly string[] s_notKept =
    [
        "x-amz-algorithm", "x-amz-content-sha256", "x-amz-credential", "x-amz-date", "x-amz-decoded-content-length",
        "x-amz-security-token", "x-amz-signature", "x-amz-trailer", CopySource.Header,
    ];

    // What else would be kept with the object, or checked of it, if it stood in the request's own headers.
    private static readonly string[] s_othersOfObjects = ["Content-Language", "Content-MD5"];

    public async Task Answer(
        HttpContext http, S3Address address, string requestId, CancellationToken cancellationToken)
    {
        var form = await UploadForm.Read(http.Request, cancellationToken);
        var bucket = address is { Bucket: { } name, Key: null } ? name : throw S3Errors.MethodNotAllowed();
        var text = form.Field("policy") ?? throw S3Errors.AccessDenied();
        var caller = await signature.Verify(form, text, cancellationToken);
        var policy = PostPolicy.Read(text);
        var key = form.Field("key") is { Length: > 0 } given
            ? given.Replace(FileNameVariable, form.FileName, StringComparison.Ordinal)
            : throw S3Errors.InvalidArgument("Bucket POST must contain a field named 'key'.");
        if (Encoding.UTF8.GetByteCount(key) > ObjectAddress.KeyBytesMax)
        {
            throw S3Errors.KeyTooLong();
        }

        policy.Check(form.Fields, bucket, key, clock.GetUtcNow());
        if (form.Field("tagging") is not null)
        {
            throw S3Errors.NotImplemented("the field tagging of forms");
        }

        Turn(http.Request, form);
        var request = new S3Request(
            http, new Authentication(caller), new S3Address(bucket, key), new S3Query(""), requestId);
        var bytesMax = Math.Min(policy.BytesMax, RequestContent.ObjectBytesMax);
        var content = new RequestContent(request, bytesMax, S3Errors.EntityTooLarge) { BytesMin = policy.BytesMin };
        var stored = await PutObject.Write(store, request, content.CopyTo, cancellationToken);
        await Answer(request, form, stored, cancellationToken);
    }

    // Makes the request the one that PutObject takes. Nobody signed its headers: only the fields count.
    private static void Turn(HttpRequest request, UploadForm form)
    {
        foreach (var name in request.Headers.Keys.Where(IsOfObject).ToList())
        {
            request.Headers.Remove(name);
        }

        foreach (var (field, value) in form.Fields)
        {
            var header = s_headers.GetValueOrDefault(field)
                ?? (field.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase) ? field : null);
            if (header is null || s_notKept.Contains(header, StringComparer.OrdinalIgnoreCase))
            {
                continue;
            }

            if (!HeaderName.IsValid(field))
            {
                throw S3Errors.InvalidArgument($"The field {field} can't be kept: its name is none of a header.");
            }

            request.Headers[header] = value;
        }

        request.ContentLength = null;
        request.Body = new FormFile(form.File);
    }

    private static bool IsOfObject(string header) =>
        header.StartsWith("x-amz-", StringComparison.OrdinalIgnoreCase)
        || header.StartsWith("If-", StringComparison.OrdinalIgnoreCase)
        || s_headers.ContainsKey(header)
        || s_othersOfObjects.Contains(header, StringComparer.OrdinalIgnoreCase);

    private static async Task Answer(
        S3Request request, UploadForm form, StoredObject stored, CancellationToken cancellationToken)
    {
        var (http, place) = (request.Http.Request, request.Object);
        var location = $"{http.Scheme}://{http.Host}{http.Path.ToUriComponent().TrimEnd('/')}/"
            + Uri.EscapeDataString(place.Key);
        var response = request.Response;
        response.Headers.ETag = $"\"{stored.ETag}\"";
        response.Headers.Location = location;
        if (Uri.TryCreate(form.Field("success_action_redirect"), UriKind.Absolute, out var page)
            && page.Scheme is "http" or "https")
        {
            var ascii = new UriBuilder(page) { Host = page.IdnHost }.Uri.AbsoluteUri;
            response.Headers.Location = QueryHelpers.AddQueryString(ascii, new Dictionary<string, string?>
            {
                ["bucket"] = place.Bucket,
                ["key"] = place.Key,
                ["etag"] = $"\"{stored.ETag}\"",
            });
            await S3Answer.Empty(response, StatusCodes.Status303SeeOther);
            return;
        }

        switch (form.Field("success_action_status"))
        {
            case "200":
                await S3Answer.Empty(response, StatusCodes.Status200OK);
                return;
            case "201":
                response.StatusCode = StatusCodes.Status201Created;
                using (var document = new XmlDocumentWriter("PostResponse", withNamespace: false))
                {
                    document.Value("Location", location);
                    document.Value("Bucket", place.Bucket);
                    document.Value("Key", place.Key);
                    document.Value("ETag", $"\"{stored.ETag}\"");
                    await document.Send(response, cancellationToken);
                }

                return;
            default:
                await S3Answer.Empty(response, StatusCodes.Status204NoContent);
                return;
        }
    }
}
