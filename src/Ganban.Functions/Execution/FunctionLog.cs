using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Ganban.Functions.Processes;
using Ganban.Storage;

namespace Ganban.Functions.Execution;

/// <summary>
/// The functions' logs: a file for each function, with the lines that Lambda puts around a call. A file that is full
/// takes the place of the one before it.
/// </summary>
internal sealed class FunctionLog(FunctionsOptions options)
{
    private const long FileBytesMax = 4 << 20;
    private const int TailBytesMax = 4096;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _writing = [];

    /// <summary>The file of a function's log.</summary>
    public string PathOf(Tenant tenant, string name) =>
        Path.Combine(options.Folder, "logs", tenant.Account, tenant.Region, name + ".log");

    /// <summary>Writes what a call has logged.</summary>
    /// <returns>The last 4 KB of it.</returns>
    public async Task<ReadOnlyMemory<byte>> Write(
        RunnableFunction function, string requestId, ReadOnlyMemory<byte> printed, TimeSpan duration, string? error)
    {
        var text = new ArrayBufferWriter<byte>(printed.Length + 512);
        Append(text, $"START RequestId: {requestId} Version: {function.Version}\n");
        text.Write(printed.Span);
        if (printed.Length > 0 && printed.Span[^1] != (byte)'\n')
        {
            Append(text, "\n");
        }

        Append(text, error is null ? "" : error + "\n");
        var milliseconds = duration.TotalMilliseconds;
        Append(text, $"END RequestId: {requestId}\n");
        Append(text, string.Create(
            CultureInfo.InvariantCulture,
            $"REPORT RequestId: {requestId}\tDuration: {milliseconds:F2} ms\tBilled Duration: {Math.Ceiling(milliseconds)} ms\t"
            + $"Memory Size: {function.Record.MemoryMegabytes} MB\n"));
        await AppendTo(PathOf(function.Reference.Tenant, function.Reference.Name), text.WrittenMemory);
        return text.WrittenMemory[Math.Max(0, text.WrittenCount - TailBytesMax)..];
    }

    /// <summary>Removes a function's log.</summary>
    public void Remove(Tenant tenant, string name)
    {
        var path = PathOf(tenant, name);
        RemovableFolder.RemoveFile(path);
        RemovableFolder.RemoveFile(path + ".1");
    }

    private async Task AppendTo(string path, ReadOnlyMemory<byte> text)
    {
        var writing = _writing.GetOrAdd(path, static _ => new SemaphoreSlim(1));
        await writing.WaitAsync();
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (File.Exists(path) && new FileInfo(path).Length > FileBytesMax)
            {
                File.Move(path, path + ".1", overwrite: true);
            }

            await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, 0);
            await file.WriteAsync(text);
        }
        catch (IOException)
        {
            // A log that can't be written does not fail the call; the caller still gets its end.
        }
        finally
        {
            writing.Release();
        }
    }

    private static void Append(ArrayBufferWriter<byte> text, string line) => Encoding.UTF8.GetBytes(line, text);
}
