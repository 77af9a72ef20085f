namespace Ganban.Storage.Tests;

/// <summary>A folder of its own for one test, which deletes it afterwards.</summary>
public sealed class TemporaryFolder
{
    private readonly string _root = Directory.CreateTempSubdirectory("ganban-storage-").FullName;

    /// <summary>A folder that does not exist yet.</summary>
    public string Store => Path.Combine(_root, "store");

    public void Delete() => Directory.Delete(_root, recursive: true);
}
