using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Fuzz.Tests;

/// <summary>
/// Broken model files. Each is opened or refused by <see cref="ModelFileException"/>, with memory in proportion to its
/// length. GANBAN_FUZZ_SEED repeats a run, GANBAN_FUZZ_FILES sets how many random files each reader gets.
/// </summary>
public sealed class ModelFileFuzzTests : IDisposable
{
    // An exception with its stack, the names in it and a few dictionaries.
    private const int BytesAlways = 256 * 1024;
    private const int BytesPerByte = 64;

    private readonly int _seed = Setting("GANBAN_FUZZ_SEED", 20260103);
    private readonly int _files = Setting("GANBAN_FUZZ_FILES", 2500);
    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-fuzz-").FullName;

    private string FilePath => Path.Combine(_folder, "model-00001-of-00002.gguf");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Broken_GGUF_files_are_opened_or_refused_and_cost_no_more_memory_than_they_are_long()
    {
        var sample = Gguf(0);
        File.WriteAllBytes(FilePath.Replace("00001-of", "00002-of", StringComparison.Ordinal), Gguf(1));
        Judge(sample, FileMutation.AbsurdNumbers(sample, int.MaxValue), ReadGguf);
        Judge(sample, RandomFiles(sample), ReadGguf);
    }

    [Fact]
    public void Broken_safetensors_files_are_opened_or_refused_and_cost_no_more_memory_than_they_are_long()
    {
        var sample = Safetensors();
        Judge(sample, FileMutation.AbsurdNumbers(sample, 16), ReadSafetensors);
        Judge(sample, RandomFiles(sample), ReadSafetensors);
    }

    private static int Setting(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value)
            ? value
            : standard;

    private static void ReadGguf(string path)
    {
        using var file = GgufFile.Open(path);
        foreach (var tensor in file.Tensors.Values)
        {
            file.Read(tensor, tensor.Bytes - 1, 1);
        }
    }

    private static void ReadSafetensors(string path)
    {
        using var file = SafetensorsFile.Open(path);
        foreach (var tensor in file.Tensors.Values)
        {
            file.ReadSingles(tensor.Name, [.. tensor.Shape]);
        }
    }

    private static byte[] Gguf(int part)
    {
        var writer = new GgufWriter();
        writer.AddMetadata("split.no", (ushort)part);
        writer.AddMetadata("split.count", (ushort)2);
        writer.AddMetadata("split.tensors.count", 4);
        writer.AddMetadata("general.alignment", 32u);
        writer.AddMetadata("text", "岩盤");
        writer.AddMetadata("tokens", new[] { "a", "bc", "岩", "" });
        writer.AddMetadata("kinds", new[] { 1, 2, 3 });
        writer.AddMetadata("nested", new object[] { new[] { 1.5 }, new object[] { new[] { "deep" } } });
        writer.AddTensor($"vector{part}", TensorType.F32, [3], () => new byte[12]);
        writer.AddTensor($"matrix{part}", TensorType.Q8_0, [32, 2], () => new byte[68]);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    private static byte[] Safetensors()
    {
        var header = Encoding.UTF8.GetBytes("""
            {"__metadata__":{"format":"pt"},"f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
             "b":{"dtype":"BF16","shape":[1,2],"data_offsets":[8,12]}}
            """);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        return [.. length, .. header, .. new byte[12]];
    }

    private IEnumerable<byte[]> RandomFiles(byte[] sample)
    {
        var random = new Random(_seed);
        for (var file = 0; file < _files; file++)
        {
            yield return FileMutation.Random(sample, random);
        }
    }

    private void Judge(byte[] sample, IEnumerable<byte[]> files, Action<string> read)
    {
        File.WriteAllBytes(FilePath, sample);
        read(FilePath);
        var number = 0;
        foreach (var bytes in files)
        {
            File.WriteAllBytes(FilePath, bytes);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(FilePath);
            }
            catch (ModelFileException)
            {
            }
            catch (Exception e)
            {
                Assert.Fail($"Seed {_seed}, file {number}: {e}");
            }

            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(
                allocated < BytesAlways + ((long)BytesPerByte * bytes.Length),
                $"Seed {_seed}, file {number}: {allocated} bytes for a file of {bytes.Length}.");
            number++;
        }
    }
}
