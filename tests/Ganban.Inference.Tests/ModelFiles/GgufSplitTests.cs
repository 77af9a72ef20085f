using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class GgufSplitTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-split-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_tensors_of_all_files_are_found_by_the_first_one()
    {
        WriteParts();
        using var file = GgufFile.Open(PathOf(0));
        Assert.Equal("llama", file.Metadata.GetString("general.architecture"));
        Assert.Equal(["t0", "t1", "t2"], file.Tensors.Keys.Order());
        for (var part = 0; part < 3; part++)
        {
            Assert.Equal((byte)part, file.Read(file.GetTensor($"t{part}", 2), 0, 8)[0]);
        }

        Assert.Equal(Enumerable.Range(0, 3).Sum(part => new FileInfo(PathOf(part)).Length), file.Length);
    }

    [Fact]
    public void Another_file_than_the_first_is_refused_and_names_the_first()
    {
        WriteParts();
        Assert.Contains(PathOf(0), Refusal(PathOf(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        WriteParts();
        File.Delete(PathOf(2));
        Assert.Contains($"'{PathOf(2)}' is missing", Refusal(PathOf(0)), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_that_do_not_belong_together_are_refused()
    {
        WriteParts();
        File.Copy(PathOf(1), PathOf(2), overwrite: true);
        Assert.Contains("another part", Refusal(PathOf(0)), StringComparison.Ordinal);
        WriteParts(tensors: 4);
        Assert.Contains("split.tensors.count is 4", Refusal(PathOf(0)), StringComparison.Ordinal);
        WriteParts(name: "same");
        Assert.Contains("two tensors called 'same'", Refusal(PathOf(0)), StringComparison.Ordinal);
        WriteParts();
        var other = Path.Combine(_folder, "renamed.gguf");
        File.Move(PathOf(0), other);
        Assert.Contains("00001-of-00003", Refusal(other), StringComparison.Ordinal);
    }

    [Fact]
    public void A_count_that_no_model_has_is_refused()
    {
        WriteParts(count: 60_000);
        Assert.Contains("split.count", Refusal(PathOf(0)), StringComparison.Ordinal);
    }

    private static string Refusal(string path) =>
        Assert.Throws<ModelFileException>(() => GgufFile.Open(path)).Message;

    private string PathOf(int part) => Path.Combine(_folder, $"model-{part + 1:00000}-of-00003.gguf");

    private void WriteParts(int count = 3, int tensors = 3, string? name = null)
    {
        for (var part = 0; part < 3; part++)
        {
            var writer = new GgufWriter();
            writer.AddMetadata("split.no", (ushort)part);
            writer.AddMetadata("split.count", (ushort)count);
            writer.AddMetadata("split.tensors.count", tensors);
            if (part == 0)
            {
                writer.AddMetadata("general.architecture", "llama");
            }

            var content = new[] { (byte)part, (byte)0, (byte)0, (byte)0, (byte)0, (byte)0, (byte)0, (byte)0 };
            writer.AddTensor(name ?? $"t{part}", TensorType.F32, [2], () => content);
            writer.Write(PathOf(part));
        }
    }
}
