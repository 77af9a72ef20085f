namespace Ganban.Documents.Tests;

/// <summary>A test that needs poppler's pdftotext and pdftoppm.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PdfFactAttribute : FactAttribute
{
    /// <summary>Skips the test where the program is missing.</summary>
    public PdfFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!new[] { "pdftotext", "pdftoppm" }.All(
            program => folders.Any(folder => File.Exists(Path.Combine(folder, program)))))
        {
            Skip = "pdftotext or pdftoppm is not installed (Debian: poppler-utils).";
        }
    }
}
