using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>Tells pictures by their first bytes.</summary>
internal static class ImageType
{
    /// <summary>The media type.</summary>
    /// <exception cref="DocumentException">It is neither PNG nor JPEG.</exception>
    public static string Of(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : throw new DocumentException(DocumentFault.Broken, "It is neither a PNG nor a JPEG picture.");
}
