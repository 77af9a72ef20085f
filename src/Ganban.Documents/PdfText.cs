using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ganban.Documents;

/// <summary>
/// Reads PDF with poppler's <c>pdftotext</c>, in a process of its own with limits of time, memory and output: a
/// document that breaks it breaks nothing else.
/// </summary>
/// <param name="limits">The limits.</param>
internal sealed class PdfText(DocumentLimits limits)
{
    private const string Program = "pdftotext";
    private const int PieceCharacters = 32 << 10;
    private const int ErrorCharactersMax = 2000;

    public async Task Read(ReadOnlyMemory<byte> content, SectionList sections, CancellationToken cancellationToken)
    {
        if (content.Span.IndexOf("%PDF-"u8) is < 0 or > 1024)
        {
            throw new DocumentException(DocumentFault.Broken, "It is not a PDF document.");
        }

        using var process = Start();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limits.PdfTimeout);
        try
        {
            var writing = Write(process, content, ending.Token);
            var errors = Bounded(process.StandardError, ErrorCharactersMax, ending.Token);
            await Pages(process.StandardOutput, sections, ending.Token);
            await writing;
            await process.WaitForExitAsync(ending.Token);
            Check(process.ExitCode, await errors);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DocumentException(
                DocumentFault.TooLarge, $"Reading it took longer than {limits.PdfTimeout.TotalSeconds:F0} seconds.");
        }
        finally
        {
            End(process);
        }
    }

    private Process Start()
    {
        // The shell sets the limit on memory for itself and becomes the program.
        var kilobytes = (limits.PdfMemoryBytesMax >> 10).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = new UTF8Encoding(false),
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"ulimit -v {kilobytes}; exec {Program} -q -enc UTF-8 -eol unix - -");
        var path = Environment.GetEnvironmentVariable("PATH");
        start.Environment.Clear();
        start.Environment["PATH"] = path;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw Missing(e);
        }
    }

    // A program that ends early closes its input; what it has to say is in its exit code.
    private static async Task Write(
        Process process, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(content, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has closed its input.
        }
    }

    private static async Task Pages(StreamReader output, SectionList sections, CancellationToken cancellationToken)
    {
        var page = 1;
        var text = new StringBuilder();
        var piece = new char[PieceCharacters];
        for (int read; (read = await output.ReadAsync(piece, cancellationToken)) > 0;)
        {
            sections.Check(text.Length + read);
            for (var start = 0; start < read;)
            {
                var end = Array.IndexOf(piece, '\f', start, read - start);
                text.Append(piece, start, (end < 0 ? read : end) - start);
                if (end < 0)
                {
                    break;
                }

                sections.Add(text.ToString(), page++, headings: []);
                text.Clear();
                start = end + 1;
            }
        }

        sections.Add(text.ToString(), page, headings: []);
    }

    private static async Task<string> Bounded(StreamReader reader, int max, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var piece = new char[1024];
        for (int read; (read = await reader.ReadAsync(piece, cancellationToken)) > 0;)
        {
            text.Append(piece, 0, Math.Min(read, max - text.Length));
        }

        return text.ToString();
    }

    private static void Check(int exitCode, string errors)
    {
        switch (exitCode)
        {
            case 0:
                return;
            case 127:
                throw Missing(cause: null);
            case 3:
                throw new DocumentException(DocumentFault.Encrypted, "Its owner does not allow its text to be read.");
            case var _ when errors.Contains("password", StringComparison.OrdinalIgnoreCase):
                throw new DocumentException(DocumentFault.Encrypted, "It is encrypted. Save it without a password.");
            default:
                throw new DocumentException(DocumentFault.Broken, "It is a broken PDF document, or needs too much memory.");
        }
    }

    private static DocumentException Missing(Exception? cause) => new(
        DocumentFault.Unavailable,
        "PDF documents are read with the program pdftotext, which is not installed on the server. Install poppler-utils.",
        cause);

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
