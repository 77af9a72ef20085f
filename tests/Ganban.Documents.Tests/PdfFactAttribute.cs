namespace Ganban.Documents.Tests;

/// <summary>A test that needs poppler's pdftotext.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PdfFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the program is missing.</summary>
    public PdfFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, "pdftotext"))))
        {
            Skip = "pdftotext is not installed (Debian: poppler-utils).";
        }
    }
}
