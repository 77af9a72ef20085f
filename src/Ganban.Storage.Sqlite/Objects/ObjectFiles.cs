using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>
/// The files with the objects' content. A file is written below <c>staged</c>, flushed to the disk, and renamed to its
/// place below <c>content</c>; only then does the index name it. Its name is a number of its own and has nothing of the
/// object's key, so any key is safe.
/// </summary>
internal sealed class ObjectFiles
{
    private readonly string _staged;
    private readonly string _content;
    private readonly long _freeBytesMin;

    public ObjectFiles(string folder, long freeBytesMin)
    {
        _freeBytesMin = freeBytesMin;
        _staged = Path.Combine(folder, "staged");
        _content = Path.Combine(folder, "content");
        StoreFolder.CreateFolder(_staged);
        StoreFolder.CreateFolder(_content);
    }

    /// <summary>Begins a file; disposing it before <see cref="Publish"/> removes it.</summary>
    public StagedContent Stage()
    {
        var name = Guid.NewGuid().ToString("N");
        var path = Path.Combine(_staged, name);
        var file = StoreFolder.Create(path, FileMode.CreateNew, FileShare.Read);
        return new StagedContent(name, path, file, RequireSpace);
    }

    /// <summary>Puts a flushed file into its place.</summary>
    public void Publish(StagedContent staged)
    {
        var path = PathOf(staged.Name);
        StoreFolder.CreateFolder(Path.GetDirectoryName(path)!);
        File.Move(staged.Path, path);
    }

    /// <summary>Opens a file; null if it was removed meanwhile.</summary>
    public FileStream? Open(string name)
    {
        try
        {
            // Whoever replaces the object may delete the file while it is read here.
            return new FileStream(PathOf(name), new FileStreamOptions
            {
                Share = FileShare.Read | FileShare.Delete,
                BufferSize = 0,
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
            });
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>
    /// Removes files that nothing names any more; one that can't be removed now is swept at the next start.
    /// </summary>
    public void Remove(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            try
            {
                File.Delete(PathOf(name));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // It is an orphan until the next start.
            }
        }
    }

    /// <summary>
    /// Removes what an earlier process left behind: everything staged, and files that the index does not name.
    /// </summary>
    public void Sweep(IReadOnlySet<string> named)
    {
        foreach (var path in Directory.EnumerateFiles(_staged))
        {
            File.Delete(path);
        }

        foreach (var path in Directory.EnumerateFiles(_content, "*", SearchOption.AllDirectories))
        {
            if (!named.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    private void RequireSpace()
    {
        if (new DriveInfo(_staged).AvailableFreeSpace < _freeBytesMin)
        {
            throw new ObjectStoreException(
                ObjectStoreError.Unavailable, "The disk that keeps the objects is full. Delete objects, or make room.");
        }
    }

    // 256 folders keep directories short.
    private string PathOf(string name) => Path.Combine(_content, name[..2], name);
}
