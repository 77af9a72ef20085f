using System.Security.Cryptography;

namespace Ganban.Inference.ModelStore;

/// <summary>
/// The hidden folder where one model is put together. It belongs to one process at a time; what is in it outlives the
/// process, until the model is whole.
/// </summary>
public sealed class ModelStage : IDisposable
{
    private const int CopyBytes = 1 << 20;

    private readonly StoredModels _store;
    private readonly FileStream _lock;

    private ModelStage(StoredModels store, string name, FileStream held)
    {
        _store = store;
        _lock = held;
        Name = name;
    }

    /// <summary>The name that the model will have.</summary>
    public string Name { get; }

    /// <summary>The folder, for partial files and files that are needed on the way.</summary>
    public string Folder => _store.StagePath(Name);

    /// <summary>The folder of the files that the model will have.</summary>
    public string Content => Path.Combine(Folder, "content");

    /// <summary>Copies a file of this machine into the model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="progress">Takes how far it is.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoredModelFile> Copy(
        string path, IProgress<PullProgress>? progress, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var name = ModelName.From(Path.GetFileName(path));
        await using var source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, CopyBytes, true);
        await using var target = new FileStream(
            Path.Combine(Content, name), FileMode.Create, FileAccess.Write, FileShare.None, 0, true);
        var buffer = new byte[CopyBytes];
        long bytes = 0;
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            hash.AppendData(buffer, 0, read);
            await target.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            bytes += read;
            progress?.Report(new PullProgress(name, bytes, source.Length));
        }

        target.Flush(flushToDisk: true);
        return new StoredModelFile(name, bytes, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>Describes a file that lies in <see cref="Content"/>.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<StoredModelFile> Describe(string name, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Content, name);
        return new StoredModelFile(name, new FileInfo(path).Length, await Checksum.Sha256(path, cancellationToken));
    }

    /// <summary>Makes the model visible in the store, and removes the hidden folder.</summary>
    /// <param name="files">Its files, which lie in <see cref="Content"/>, the one to open first.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="revision">The commit that a hub named, or null.</param>
    /// <exception cref="Ganban.Inference.ModelFiles.ModelFileException">The files are no model.</exception>
    public StoredModel Commit(IReadOnlyList<StoredModelFile> files, string source, string? revision) =>
        _store.Commit(this, files, source, revision);

    /// <summary>Removes the hidden folder with what is in it.</summary>
    public void Discard()
    {
        Directory.Delete(Folder, recursive: true);
        Dispose();
    }

    /// <summary>Leaves the folder as it is, for the next attempt.</summary>
    public void Dispose() => _lock.Dispose();

    internal static ModelStage Open(StoredModels store, string name)
    {
        var folder = store.StagePath(name);
        Directory.CreateDirectory(Path.Combine(folder, "content"));
        try
        {
            var held = new FileStream(
                Path.Combine(folder, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            return new ModelStage(store, name, held);
        }
        catch (IOException e)
        {
            throw new ModelStoreException($"Another process is working on the model '{name}'. Wait until it has ended.", e);
        }
    }
}
