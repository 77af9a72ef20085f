using System.Buffers.Binary;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class SafetensorsFileTests : IDisposable
{
    private const string Header = """
        {"__metadata__":{"format":"pt"},
         "f":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},
         "h":{"dtype":"F16","shape":[1,2],"data_offsets":[8,12]},
         "b":{"dtype":"BF16","shape":[2],"data_offsets":[12,16]}}
        """;

    private static readonly byte[] Data =
        [0, 0, 128, 63, 0, 0, 0, 192, 0, 60, 0, 192, 128, 63, 0, 192]; // 1, −2 three times

    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Numbers_of_all_three_formats_are_read()
    {
        Write(Header, Data);
        using var file = SafetensorsFile.Open(_path);
        Assert.Equal([1, -2], file.ReadSingles("f", 2));
        Assert.Equal([1, -2], file.ReadSingles("h", 1, 2));
        Assert.Equal([1, -2], file.ReadSingles("b", 2));
        Assert.Throws<ModelFileException>(() => file.ReadSingles("f", 3));
        Assert.Throws<ModelFileException>(() => file.ReadSingles("none", 2));
    }

    [Theory]
    [InlineData("[0,8]", "[0,9]", "needs 8 bytes")]
    [InlineData("[0,8]", "[-8,0]", "needs 8 bytes")]
    [InlineData("[12,16]", "[14,18]", "truncated")]
    [InlineData("F32", "I4", "format I4")]
    [InlineData("[1,2]", "[4294967296,4294967296]", "dimension of 4294967296")]
    [InlineData("[1,2]", "{}", "'h' is not of the form")]
    [InlineData("\"b\":", "\"f\":", "two tensors called 'f'")]
    [InlineData("{\"__", "[\"__", "can't be read as safetensors")]
    public void A_header_that_can_not_be_right_is_refused_with_the_reason(
        string part, string replacement, string reason)
    {
        Write(Header.Replace(part, replacement, StringComparison.Ordinal), Data);
        Assert.Contains(reason, Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(_path)).Message);
    }

    [Fact]
    public void A_file_cut_off_or_changed_anywhere_is_read_or_refused_but_never_fails_otherwise()
    {
        Write(Header, Data);
        var sample = File.ReadAllBytes(_path);
        var random = new Random(1);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = sample[..(round % 2 == 0 ? random.Next(sample.Length) : sample.Length)];
            if (bytes.Length > 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(_path, bytes);
            try
            {
                using var file = SafetensorsFile.Open(_path);
                foreach (var tensor in file.Tensors.Values)
                {
                    file.ReadSingles(tensor.Name, [.. tensor.Shape]);
                }
            }
            catch (ModelFileException)
            {
            }
        }
    }

    private void Write(string header, byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        File.WriteAllBytes(_path, [.. length, .. text, .. data]);
    }
}
