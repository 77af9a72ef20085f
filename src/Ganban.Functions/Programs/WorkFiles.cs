using System.Text;

namespace Ganban.Functions.Programs;

/// <summary>Reads, within limits, what a program has left in its folders. Links are not followed.</summary>
internal static class WorkFiles
{
    private const int LookMax = 10_000;

    /// <summary>The files of a folder, with what changes when they are written.</summary>
    public static Dictionary<string, (long Bytes, DateTime Written)> Look(string folder) =>
        Plain(folder).ToDictionary(file => file.Name, file => (file.Length, file.LastWriteTimeUtc));

    /// <summary>The files that are new or changed since <paramref name="before"/>, by name.</summary>
    /// <returns>The files, and whether some were left out because they are too many or too long.</returns>
    public static async Task<(IReadOnlyList<ProgramFile> Files, bool IsCut)> ReadChanged(
        string folder,
        Dictionary<string, (long Bytes, DateTime Written)> before,
        int filesMax,
        long bytesMax,
        CancellationToken cancellationToken)
    {
        var files = new List<ProgramFile>();
        var (left, isCut) = (bytesMax, false);
        var changed = Plain(folder)
            .Where(file => !before.TryGetValue(file.Name, out var was) || was != (file.Length, file.LastWriteTimeUtc))
            .OrderBy(file => file.Name, StringComparer.Ordinal);
        foreach (var file in changed)
        {
            if (files.Count == filesMax || file.Length > left)
            {
                isCut = true;
                continue;
            }

            var content = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            left -= content.Length;
            files.Add(new ProgramFile(file.Name, content));
        }

        return (files, isCut);
    }

    /// <summary>The beginning of a file as text; empty if there is no file.</summary>
    public static async Task<(string Text, bool IsCut)> ReadText(
        string path, int bytesMax, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return ("", false);
        }

        await using var file = File.OpenRead(path);
        var bytes = new byte[Math.Min(file.Length, bytesMax)];
        var count = await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellationToken);
        return (Encoding.UTF8.GetString(bytes, 0, count), file.Length > bytesMax);
    }

    // Opening a named pipe could wait for ever; it has no length. So an empty file does not come back either.
    private static IEnumerable<FileInfo> Plain(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles()
        .Take(LookMax)
        .Where(file => file.LinkTarget is null && file.Length > 0);
}
