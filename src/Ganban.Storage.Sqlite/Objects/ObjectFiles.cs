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
    /// <param name="bytesMax">The most bytes that it takes.</param>
    public StagedContent Stage(long bytesMax = StagedContent.WriteBytesMax)
    {
        var name = Guid.NewGuid().ToString("N");
        var path = Path.Combine(_staged, name);
        var file = StoreFolder.Create(path, FileMode.CreateNew, FileShare.Read);
        return new StagedContent(name, path, file, RequireSpace) { BytesMax = bytesMax };
    }

    /// <summary>Puts a flushed file into its place.</summary>
    public void Publish(StagedContent staged) => Place(staged.Path, staged.Name);

    /// <summary>Opens a file; null if it is not there.</summary>
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
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
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
    /// Removes what an earlier process left behind: what is staged, and files that the index does not name. A staged
    /// file that it names is complete, and its renaming was lost with the power: it is put into its place.
    /// </summary>
    public void Sweep(IReadOnlySet<string> named)
    {
        foreach (var path in Directory.GetFiles(_staged))
        {
            var name = Path.GetFileName(path);
            if (named.Contains(name) && !File.Exists(PathOf(name)))
            {
                Place(path, name);
            }
            else
            {
                File.Delete(path);
            }
        }

        foreach (var path in Directory.EnumerateFiles(_content, "*", SearchOption.AllDirectories))
        {
            if (!named.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }
    }

    private void Place(string staged, string name)
    {
        var path = PathOf(name);
        StoreFolder.CreateFolder(Path.GetDirectoryName(path)!);
        File.Move(staged, path);
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
