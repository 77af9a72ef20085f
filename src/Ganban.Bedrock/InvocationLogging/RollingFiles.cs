using System.Globalization;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// The files of one log group: <c>2026-01-31.0001.jsonl</c>, the next number when one is full, a new one every day,
/// the oldest deleted when there are too many. One at a time may append.
/// </summary>
internal sealed class RollingFiles(string folder, long fileBytesMax, int filesMax)
{
    private const string Extension = ".jsonl";

    /// <summary>Appends whole lines; they stay together in one file.</summary>
    public async Task Append(DateOnly day, ReadOnlyMemory<byte> lines)
    {
        Directory.CreateDirectory(folder);
        var files = Files();
        var path = Path.Combine(folder, NameFor(files, day, lines.Length));
        await using (var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite))
        {
            await file.WriteAsync(lines);
        }

        foreach (var old in files.Union([path]).Order(StringComparer.Ordinal).SkipLast(filesMax))
        {
            File.Delete(old);
        }
    }

    private string NameFor(string[] files, DateOnly day, int bytes)
    {
        var prefix = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + ".";
        var last = files.LastOrDefault(file => Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal));
        if (last is null)
        {
            return prefix + "0001" + Extension;
        }

        var name = Path.GetFileName(last);
        var isFull = new FileInfo(last).Length + bytes > fileBytesMax;
        return isFull || BreaksOff(last) ? prefix + Next(name[prefix.Length..^Extension.Length]) + Extension : name;
    }

    private string[] Files()
    {
        var files = Directory.GetFiles(folder, "????-??-??.????" + Extension);
        Array.Sort(files, StringComparer.Ordinal);
        return files;
    }

    private static string Next(string number) =>
        (int.Parse(number, CultureInfo.InvariantCulture) + 1).ToString("0000", CultureInfo.InvariantCulture);

    // A process that was killed may have left half a line.
    private static bool BreaksOff(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        if (file.Length == 0)
        {
            return false;
        }

        file.Seek(-1, SeekOrigin.End);
        return file.ReadByte() != '\n';
    }
}
