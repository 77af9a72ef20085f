using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>Tells pictures by their first bytes.</summary>
internal static class ImageType
{
    /// <summary>A picture with its media type.</summary>
    /// <exception cref="DocumentException">It is none of PNG, JPEG, GIF and WebP.</exception>
    public static DataContent Read(ReadOnlyMemory<byte> content) => new(content, Of(content.Span)
        ?? throw new DocumentException(DocumentFault.Broken, "It is no picture in PNG, JPEG, GIF or WebP."));

    /// <summary>The media type; null for something else.</summary>
    public static string? Of(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) ? "image/png"
        : content.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) ? "image/jpeg"
        : content.StartsWith("GIF8"u8) ? "image/gif"
        : content.StartsWith("RIFF"u8) && content.Length > 12 && content[8..12].SequenceEqual("WEBP"u8) ? "image/webp"
        : null;
}
