using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Formats of documents by their media types.</summary>
internal static class DocumentTypes
{
    /// <summary>The format; null for one that can't be read.</summary>
    public static DocumentFormat? Of(string mediaType) => mediaType.Split(';')[0].Trim().ToLowerInvariant() switch
    {
        "text/plain" or "application/json" => DocumentFormat.Text,
        "text/markdown" => DocumentFormat.Markdown,
        "text/html" => DocumentFormat.Html,
        "text/csv" => DocumentFormat.Csv,
        "application/pdf" => DocumentFormat.Pdf,
        "application/vnd.ms-excel" => DocumentFormat.Xls,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => DocumentFormat.Docx,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => DocumentFormat.Xlsx,
        "application/vnd.openxmlformats-officedocument.presentationml.presentation" => DocumentFormat.Pptx,
        "image/png" or "image/jpeg" or "image/gif" or "image/webp" => DocumentFormat.Image,
        _ => null,
    };
}
