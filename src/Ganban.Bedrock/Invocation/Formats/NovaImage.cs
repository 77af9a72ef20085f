using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Reads images as all of Nova's formats have them: a kind, and bytes in base64.</summary>
internal static class NovaImage
{
    private static readonly string[] Kinds = ["jpeg", "png", "gif", "webp"];

    /// <summary>The image; null beside a complaint.</summary>
    /// <param name="image">The object that holds it, of which everything else is read.</param>
    /// <param name="family">Whose format it is, for what is not done.</param>
    public static DataContent? Read(NativeBody image, string family)
    {
        var kind = image.OneOf("format", Kinds, required: true);
        var source = image.Object("source", required: true);
        image.RefuseOthers();
        if (source?.Any("s3Location") is not null)
        {
            throw InvocationErrors.NotImplemented($"images at S3 locations in {family}'s format");
        }

        var bytes = source?.RequiredText("bytes", 1, int.MaxValue);
        source?.RefuseOthers();
        return bytes is { Length: > 0 } && kind is not null
            ? NativeImage.OfBase64(source!, "bytes", bytes, $"image/{kind}")
            : null;
    }
}
