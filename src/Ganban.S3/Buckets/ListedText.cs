using System.Buffers;
using System.Text;
using Ganban.Protocol.Signatures;
using Ganban.S3.Errors;
using Ganban.S3.Pipeline;

namespace Ganban.S3.Buckets;

/// <summary>Keys in lists: as they are, or percent-encoded where the caller wants that.</summary>
internal sealed class ListedText
{
    private ListedText(bool isEncoded) => EncodingType = isEncoded ? "url" : null;

    /// <summary><c>url</c>, or null for keys as they are.</summary>
    public string? EncodingType { get; }

    public static ListedText For(S3Request request) => request.Query["encoding-type"] switch
    {
        null or "" => new ListedText(isEncoded: false),
        "url" => new ListedText(isEncoded: true),
        _ => throw S3Errors.InvalidArgument("Invalid Encoding Method specified in Request"),
    };

    public string Of(string text)
    {
        if (EncodingType is null)
        {
            return text;
        }

        var encoded = new ArrayBufferWriter<byte>(text.Length * 3 + 1);
        PercentEncoding.Write(encoded, Encoding.UTF8.GetBytes(text), keepSlash: true);
        return Encoding.ASCII.GetString(encoded.WrittenSpan);
    }
}
