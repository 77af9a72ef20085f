using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads the images of native bodies.</summary>
internal static class NativeImage
{
    private const string Base64Mark = ";base64,";

    /// <summary>The image that a member holds as <c>data:image/png;base64,…</c>; null beside a complaint.</summary>
    public static DataContent? OfDataUri(NativeBody body, string name, string uri)
    {
        var mark = uri.IndexOf(Base64Mark, StringComparison.Ordinal);
        var mediaType = mark < 0 || !uri.StartsWith("data:", StringComparison.Ordinal) ? "" : uri["data:".Length..mark];
        if (mediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp")
        {
            return OfBase64(body, name, uri[(mark + Base64Mark.Length)..], mediaType);
        }

        body.Complain(name, "expected an image as data:image/png, jpeg, gif or webp with base64");
        return null;
    }

    /// <summary>The image in base64 whose kind its first bytes tell; null beside a complaint.</summary>
    public static DataContent? OfBase64(NativeBody body, string name, string base64)
    {
        var mediaType = base64.StartsWith("iVBORw", StringComparison.Ordinal) ? "image/png"
            : base64.StartsWith("/9j/", StringComparison.Ordinal) ? "image/jpeg"
            : base64.StartsWith("R0lGOD", StringComparison.Ordinal) ? "image/gif"
            : base64.StartsWith("UklGR", StringComparison.Ordinal) ? "image/webp"
            : null;
        if (mediaType is not null)
        {
            return OfBase64(body, name, base64, mediaType);
        }

        body.Complain(name, "is not an image in base64");
        return null;
    }

    /// <summary>The image that a member holds in base64; null beside a complaint.</summary>
    public static DataContent? OfBase64(NativeBody body, string name, string base64, string mediaType)
    {
        var bytes = new byte[base64.Length];
        if (Convert.TryFromBase64String(base64, bytes, out var length) && length > 0)
        {
            return new DataContent(bytes.AsMemory(0, length), mediaType);
        }

        body.Complain(name, "is not an image in base64");
        return null;
    }
}
