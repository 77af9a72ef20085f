namespace Ganban.Storage.Sqlite;

/// <summary>
/// The folder of a store, held by one process at a time through an exclusively opened lock file that the operating
/// system releases when the process ends, however it ends. Readable by its owner only.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    private readonly FileStream _lock;

    private StoreFolder(string databasePath, FileStream @lock)
    {
        DatabasePath = databasePath;
        _lock = @lock;
    }

    public string DatabasePath { get; }

    public static StoreFolder Open(string folder, string database)
    {
        var full = Path.GetFullPath(folder);
        try
        {
            CreateFolder(full);
            var @lock = OpenLock(full);
            var databasePath = Path.Combine(full, database);
            RestrictDatabase(databasePath);
            return new StoreFolder(databasePath, @lock);
        }
        catch (Exception e) when (e is UnauthorizedAccessException or IOException)
        {
            throw new StoreOpenException($"The store's folder '{full}' cannot be used: {e.Message}", e);
        }
    }

    /// <summary>Creates a folder for its owner only, unless it is there.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(
                folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Opens a file for reading and writing, for its owner only.</summary>
    public static FileStream Create(string path, FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = share,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    public void Dispose() => _lock.Dispose();

    private static FileStream OpenLock(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            return Create(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e)
        {
            throw new StoreOpenException(
                $"The store in '{folder}' is in use by another process. One server uses a folder at a time: stop the " +
                $"other one, or give this one a folder of its own. ({e.Message})",
                e);
        }
    }

    // SQLite gives its journal files the permissions of the database, so it is enough to create that one first.
    private static void RestrictDatabase(string path)
    {
        using (Create(path, FileMode.OpenOrCreate, FileShare.ReadWrite))
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }
        }
    }
}
