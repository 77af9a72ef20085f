using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Ganban.Documents;

/// <summary>
/// A program of poppler that reads a PDF document, in a process of its own with limits of time and memory: a document
/// that breaks it breaks nothing else.
/// </summary>
/// <param name="name">The program.</param>
/// <param name="limits">The limits.</param>
internal sealed class PdfProgram(string name, DocumentLimits limits)
{
    private const int ErrorCharactersMax = 2000;

    /// <summary>Gives it a document and reads what it writes.</summary>
    /// <param name="arguments">What it is told, with <c>-</c> for the document.</param>
    /// <param name="content">The document.</param>
    /// <param name="read">Reads what it writes, within limits.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="DocumentException">The document can't be read.</exception>
    public async Task<T> Run<T>(
        string arguments,
        ReadOnlyMemory<byte> content,
        Func<Stream, CancellationToken, Task<T>> read,
        CancellationToken cancellationToken)
    {
        if (content.Span.IndexOf("%PDF-"u8) is < 0 or > 1024)
        {
            throw new DocumentException(DocumentFault.Broken, "It is not a PDF document.");
        }

        using var process = Start(arguments);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        ending.CancelAfter(limits.PdfTimeout);
        try
        {
            var writing = Write(process, content, ending.Token);
            var errors = Bounded(process.StandardError, ErrorCharactersMax, ending.Token);
            var result = await read(process.StandardOutput.BaseStream, ending.Token);
            await writing;
            await process.WaitForExitAsync(ending.Token);
            Check(process.ExitCode, await errors);
            return result;
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

    private Process Start(string arguments)
    {
        // The shell sets the limit on memory for itself and becomes the program.
        var kilobytes = (limits.PdfMemoryBytesMax >> 10).ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo("/bin/sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add($"ulimit -v {kilobytes}; exec {name} {arguments}");
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

    private void Check(int exitCode, string errors)
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

    private DocumentException Missing(Exception? cause) => new(
        DocumentFault.Unavailable,
        $"PDF documents are read with the program {name}, which is not installed on the server. Install poppler-utils.",
        cause);

    private static void End(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }
    }
}
