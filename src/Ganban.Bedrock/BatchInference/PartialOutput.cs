using System.Globalization;
using System.Text;

namespace Ganban.Bedrock.BatchInference;

/// <summary>
/// The output of one file of a job while it grows. Lines are appended to <c>N.output</c>; then an entry in
/// <c>N.index</c> says that they are there, so that a process that is killed between the two leaves nothing that
/// counts. Safe for concurrent use once it is recovered.
/// </summary>
internal sealed class PartialOutput(string folder, int file) : IAsyncDisposable
{
    private readonly string _outputPath = PathOf(folder, file, ".output");
    private readonly string _indexPath = PathOf(folder, file, ".index");
    private readonly SemaphoreSlim _gate = new(1);
    private readonly LineSet _recovered = new();
    private FileStream? _output;
    private FileStream? _index;
    private IOException? _failure; // behind which nothing more is written

    /// <summary>Records with an answer.</summary>
    public long Succeeded { get; private set; }

    /// <summary>Records with an error.</summary>
    public long Failed { get; private set; }

    /// <summary>Tokens of all prompts.</summary>
    public long InputTokens { get; private set; }

    /// <summary>Tokens of all answers.</summary>
    public long OutputTokens { get; private set; }

    /// <summary>Records that are written.</summary>
    public long Records => Succeeded + Failed;

    /// <summary>Reads what an earlier process wrote, and cuts off what it was in the middle of.</summary>
    public async Task Recover(CancellationToken cancellationToken)
    {
        if (!File.Exists(_indexPath) || !File.Exists(_outputPath))
        {
            File.Delete(_indexPath);
            File.Delete(_outputPath);
            return;
        }

        var (listed, written) = (new FileInfo(_indexPath).Length, new FileInfo(_outputPath).Length);
        var (indexEnd, outputEnd) = (0L, 0L);
        await foreach (var line in File.ReadLinesAsync(_indexPath, Encoding.ASCII, cancellationToken))
        {
            var end = indexEnd + line.Length + 1;
            if (end > listed || Entry.Read(line) is not { } entry || entry.End > written || entry.End <= outputEnd)
            {
                break;
            }

            _recovered.Add(entry.Line);
            Count(entry);
            (indexEnd, outputEnd) = (end, entry.End);
        }

        Cut(_indexPath, indexEnd);
        Cut(_outputPath, outputEnd);
    }

    /// <summary>Whether a line of the input had its output when it was recovered.</summary>
    public bool IsRecovered(long line) => _recovered.Contains(line);

    /// <summary>Appends the output of a line of the input.</summary>
    /// <returns>How many records are written now.</returns>
    public async Task<long> Append(
        long line, ReadOnlyMemory<byte> output, ModelUse use, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            if (_failure is not null)
            {
                throw new IOException($"The output could not be written: {_failure.Message}", _failure);
            }

            _output ??= new FileStream(_outputPath, FileMode.Append, FileAccess.Write, FileShare.Read);
            _index ??= new FileStream(_indexPath, FileMode.Append, FileAccess.Write, FileShare.Read);

            // From here to the end it may not be broken off, or the files would not fit together.
            await _output.WriteAsync(output, CancellationToken.None);
            _output.WriteByte((byte)'\n');
            await _output.FlushAsync(CancellationToken.None);
            var entry = new Entry(line, use, _output.Position);
            await _index.WriteAsync(Encoding.ASCII.GetBytes(entry + "\n"), CancellationToken.None);
            await _index.FlushAsync(CancellationToken.None);
            Count(entry);
            return Records;
        }
        catch (IOException e)
        {
            _failure ??= e;
            throw;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Opens what is written, to be read from its beginning.</summary>
    public FileStream Open() => new(_outputPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);

    /// <summary>Closes the files; appending opens them again.</summary>
    public async Task Close()
    {
        await _gate.WaitAsync(CancellationToken.None);
        try
        {
            await (_output?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (_index?.DisposeAsync() ?? ValueTask.CompletedTask);
            (_output, _index) = (null, null);
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Close();
        _gate.Dispose();
    }

    private static string PathOf(string folder, int file, string extension) =>
        Path.Combine(folder, file.ToString(CultureInfo.InvariantCulture) + extension);

    private static void Cut(string path, long bytes)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Write);
        file.SetLength(bytes);
    }

    private void Count(Entry entry)
    {
        Succeeded += entry.Use.IsSuccess ? 1 : 0;
        Failed += entry.Use.IsSuccess ? 0 : 1;
        InputTokens += entry.Use.InputTokens;
        OutputTokens += entry.Use.OutputTokens;
    }

    private sealed record Entry(long Line, ModelUse Use, long End)
    {
        public static Entry? Read(string text)
        {
            var words = text.Split(' ');
            return words.Length == 5
                && long.TryParse(words[0], CultureInfo.InvariantCulture, out var line)
                && int.TryParse(words[2], CultureInfo.InvariantCulture, out var input)
                && int.TryParse(words[3], CultureInfo.InvariantCulture, out var output)
                && long.TryParse(words[4], CultureInfo.InvariantCulture, out var end)
                    ? new Entry(line, new ModelUse(words[1] == "success", input, output), end)
                    : null;
        }

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture,
            $"{Line} {(Use.IsSuccess ? "success" : "error")} {Use.InputTokens} {Use.OutputTokens} {End}");
    }
}

/// <summary>What became of a record.</summary>
/// <param name="IsSuccess">Whether it has an answer.</param>
/// <param name="InputTokens">Tokens of its prompt.</param>
/// <param name="OutputTokens">Tokens of its answer.</param>
internal readonly record struct ModelUse(bool IsSuccess, int InputTokens, int OutputTokens);
