namespace Ganban.Storage.Sqlite;

/// <summary>
/// The folder of a store, held by one process at a time through an exclusively opened lock file that the operating
/// system releases when the process ends, however it ends; or visited beside that process. Readable by its owner only.
/// </summary>
internal sealed class StoreFolder : IDisposable
{
    // ERROR_SHARING_VIOLATION of Windows; EWOULDBLOCK of Linux and of Apple's systems.
    private static readonly int[] s_held = [unchecked((int)0x8007_0020), 11, 35];
    private readonly FileStream? _lock;

    private StoreFolder(string databasePath, FileStream? @lock)
    {
        DatabasePath = databasePath;
        _lock = @lock;
    }

    public string DatabasePath { get; }

    /// <summary>Whether another process holds the folder.</summary>
    public bool IsVisited => _lock is null;

    /// <summary>Opens a folder.</summary>
    /// <param name="folder">The folder; made if it is absent.</param>
    /// <param name="database">The name of its database.</param>
    /// <param name="mayVisit">Whether another process may hold it.</param>
    /// <exception cref="StoreOpenException">It can't be used, or is held and may not be visited.</exception>
    public static StoreFolder Open(string folder, string database, bool mayVisit = false)
    {
        var full = Path.GetFullPath(folder);
        try
        {
            CreateFolder(full);
            var @lock = OpenLock(full, mayVisit);
            var databasePath = Path.Combine(full, database);
            if (@lock is not null)
            {
                RestrictDatabase(databasePath);
            }

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

    public void Dispose() => _lock?.Dispose();

    private static FileStream? OpenLock(string folder, bool mayVisit)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            return Create(path, FileMode.OpenOrCreate, FileShare.None);
        }
        catch (IOException e) when (mayVisit && s_held.Contains(e.HResult))
        {
            return null;
        }
        catch (IOException e) when (s_held.Contains(e.HResult))
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
