using Ganban.S3.Addressing;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;
using Ganban.Storage.Objects;

namespace Ganban.S3.Fields;

/// <summary>Reads <c>x-amz-copy-source</c>: <c>/bucket/key</c>, percent-encoded.</summary>
internal static class CopySource
{
    public const string Header = "x-amz-copy-source";

    public static ObjectAddress Read(S3Request request)
    {
        var text = request.Header(Header) ?? "";
        var mark = text.LastIndexOf("?versionId=", StringComparison.Ordinal);
        if (mark >= 0 && text[(mark + "?versionId=".Length)..] != "null")
        {
            throw S3Errors.NotImplemented("versions of objects");
        }

        var path = S3Address.Decode((mark < 0 ? text : text[..mark]).TrimStart('/'), plusIsSpace: false);
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < path.Length - 1
            ? new ObjectAddress(request.Account, path[..slash], path[(slash + 1)..])
            : throw S3Errors.InvalidArgument("Invalid copy source object key");
    }
}
