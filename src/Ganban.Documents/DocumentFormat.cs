namespace Ganban.Documents;

/// <summary>The formats that text is read from.</summary>
public enum DocumentFormat
{
    /// <summary>Plain text, also of data formats that are read as they stand.</summary>
    Text,

    /// <summary>Markdown.</summary>
    Markdown,

    /// <summary>A web page.</summary>
    Html,

    /// <summary>Comma-separated values.</summary>
    Csv,

    /// <summary>Word, from 2007 on.</summary>
    Docx,

    /// <summary>Excel, from 2007 on.</summary>
    Xlsx,

    /// <summary>Excel before 2007.</summary>
    Xls,

    /// <summary>PowerPoint, from 2007 on.</summary>
    Pptx,

    /// <summary>PDF.</summary>
    Pdf,

    /// <summary>A picture, PNG, JPEG, GIF or WebP: it has no text of its own, and is refused.</summary>
    Image,
}

/// <summary>Names of formats.</summary>
public static class DocumentFormats
{
    /// <summary>The format of a file by the end of its name; null for one that can't be read.</summary>
    public static DocumentFormat? OfName(string fileName)
    {
        ArgumentNullException.ThrowIfNull(fileName);
        return Path.GetExtension(fileName).ToLowerInvariant() switch
        {
            ".txt" => DocumentFormat.Text,
            ".md" => DocumentFormat.Markdown,
            ".html" or ".htm" => DocumentFormat.Html,
            ".csv" => DocumentFormat.Csv,
            ".docx" => DocumentFormat.Docx,
            ".xlsx" => DocumentFormat.Xlsx,
            ".xls" => DocumentFormat.Xls,
            ".pptx" => DocumentFormat.Pptx,
            ".pdf" => DocumentFormat.Pdf,
            ".png" or ".jpg" or ".jpeg" or ".gif" or ".webp" => DocumentFormat.Image,
            _ => null,
        };
    }
}
