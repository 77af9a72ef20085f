using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class ChangedFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-changed-").FullName;

    private string FilePath => Path.Combine(_folder, "model.gguf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_removed_while_in_use_stays_readable()
    {
        Write(FilePath, 1);
        using var file = GgufFile.Open(FilePath);
        File.Delete(FilePath);
        AssertHolds(file, 1);
    }

    [Fact]
    public void A_file_replaced_while_in_use_keeps_its_old_content()
    {
        Write(FilePath, 1);
        using var file = GgufFile.Open(FilePath);
        Write(FilePath, 2);
        AssertHolds(file, 1);
        using var renewed = GgufFile.Open(FilePath);
        AssertHolds(renewed, 2);
    }

    [Fact]
    public void A_file_shortened_while_in_use_is_refused_before_its_memory_is_touched()
    {
        Write(FilePath, 1);
        using var file = GgufFile.Open(FilePath);
        using (var stream = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(10);
        }

        AssertRefused(file);
    }

    [Fact]
    public void A_file_written_over_while_in_use_is_refused()
    {
        Write(FilePath, 1);
        using var file = GgufFile.Open(FilePath);
        using (var stream = new FileStream(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.WriteByte(1);
        }

        File.SetLastWriteTimeUtc(FilePath, DateTime.UnixEpoch);
        AssertRefused(file);
    }

    private static void AssertRefused(GgufFile file) =>
        Assert.Contains(
            "was changed while it was in use",
            Assert.Throws<ModelFileException>(file.Lease).Message,
            StringComparison.Ordinal);

    private static void AssertHolds(GgufFile file, byte content)
    {
        file.Lease();
        Assert.Equal(content, file.Read(file.GetTensor("t", 1), 0, 1)[0]);
        file.Return();
    }

    private static void Write(string path, byte content)
    {
        var writer = new GgufWriter();
        writer.AddTensor("t", TensorType.F32, [1], () => [content, 0, 0, 0]);
        writer.Write(path);
    }
}
