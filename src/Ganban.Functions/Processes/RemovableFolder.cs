namespace Ganban.Functions.Processes;

/// <summary>Folders that foreign code has written into.</summary>
internal static class RemovableFolder
{
    /// <summary>Removes a folder with all that is in it, as far as that can be done; what stays is no error.</summary>
    public static void Remove(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                MakeWritable(new DirectoryInfo(path));
                Directory.Delete(path, recursive: true);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A process that is still ending may write there; the next start removes it.
        }
    }

    /// <summary>Removes a file, as <see cref="Remove"/> does.</summary>
    public static void RemoveFile(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    // A folder that can't be written can't be emptied.
    private static void MakeWritable(DirectoryInfo folder)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var waiting = new Stack<DirectoryInfo>([folder]);
        while (waiting.TryPop(out var next))
        {
            next.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
            foreach (var inner in next.EnumerateDirectories().Where(inner => inner.LinkTarget is null))
            {
                waiting.Push(inner);
            }
        }
    }
}
