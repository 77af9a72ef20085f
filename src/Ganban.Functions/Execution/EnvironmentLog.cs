namespace Ganban.Functions.Execution;

/// <summary>
/// The file that a function's process prints to. What it printed before it answered is in the file when the answer
/// arrives, so nothing has to be waited for.
/// </summary>
/// <param name="path">The file, which the process appends to.</param>
internal sealed class EnvironmentLog(string path)
{
    private const int PieceBytesMax = 256 * 1024;
    private const long FileBytesMax = 4 << 20;
    private long _read;

    /// <summary>What was printed since the last time, or the end of it where that is much.</summary>
    public async Task<ReadOnlyMemory<byte>> ReadNew()
    {
        if (!File.Exists(path))
        {
            return default;
        }

        await using var file = new FileStream(
            path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        var length = file.Length;
        var from = Math.Max(Math.Min(_read, length), length - PieceBytesMax);
        if (from == length)
        {
            return default;
        }

        var piece = new byte[length - from];
        file.Position = from;
        var count = await file.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false);
        _read = length;
        if (length > FileBytesMax)
        {
            file.SetLength(0); // The process appends, so it goes on at the beginning.
            _read = 0;
        }

        return piece.AsMemory(0, count);
    }
}
