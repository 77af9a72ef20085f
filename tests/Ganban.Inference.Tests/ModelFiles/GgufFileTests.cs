using System.Buffers.Binary;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class GgufFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void What_was_written_is_read_back()
    {
        File.WriteAllBytes(_path, Sample());
        using var file = GgufFile.Open(_path);
        Assert.Equal((byte)200, file.Metadata.Values["u8"]);
        Assert.Equal((sbyte)-5, file.Metadata.Values["i8"]);
        Assert.Equal((ushort)60_000, file.Metadata.Values["u16"]);
        Assert.Equal((short)-9, file.Metadata.Values["i16"]);
        Assert.Equal(-7, file.Metadata.Values["i32"]);
        Assert.Equal(ulong.MaxValue, file.Metadata.Values["u64"]);
        Assert.Equal(long.MinValue, file.Metadata.Values["i64"]);
        Assert.Equal(0.25, file.Metadata.Values["f64"]);
        Assert.Equal("岩盤", file.Metadata.GetString("text"));
        Assert.True(file.Metadata.FindBoolean("flag"));
        Assert.Equal(3_000_000_000, file.Metadata.GetInteger("u32", 0, long.MaxValue));
        Assert.Equal(0.5, file.Metadata.FindNumber("f32"));
        Assert.Equal(["a", "", "岩"], file.Metadata.GetStrings("texts"));
        Assert.Equal([1, -2], file.Metadata.FindIntegers("numbers"));
        Assert.Equal([1, 2], file.Metadata.FindIntegers("unsigned"));
        Assert.Throws<ModelFileException>(() => file.Metadata.FindIntegers("large"));
        Assert.Equal([1.5f], file.Metadata.GetNumbers("singles"));
        Assert.Equal("岩"u8, file.Metadata.GetUtf8Strings("texts").Utf8(2));
        var lists = (object[])file.Metadata.Values["lists"];
        Assert.Equal([1L, 2L], (long[])lists[0]);
        Assert.Equal(["x"], (GgufStrings)((object[])lists[1])[0]);
        Assert.Equal([true, false], (bool[])file.Metadata.Values["flags"]);
        var tensor = file.GetTensor("b", 32, 2);
        Assert.Equal(TensorType.Q8_0, tensor.Type);
        Assert.Equal(Enumerable.Range(0, 68).Select(number => (byte)number), file.Read(tensor, 0, 68).ToArray());
        Assert.Equal(12, file.GetTensor("a", 3).Bytes);
    }

    [Fact]
    public void A_closed_file_refuses_to_read()
    {
        File.WriteAllBytes(_path, Sample());
        var file = GgufFile.Open(_path);
        file.Dispose();
        Assert.Throws<ObjectDisposedException>(() => file.Read(file.GetTensor("a", 3), 0, 12).Length);
    }

    [Fact]
    public void Metadata_of_the_wrong_kind_is_refused_by_key()
    {
        File.WriteAllBytes(_path, Sample());
        using var file = GgufFile.Open(_path);
        AssertRefused("'nothing'", () => file.Metadata.GetString("nothing"));
        AssertRefused("'u32'", () => file.Metadata.GetString("u32"));
        AssertRefused("'text'", () => file.Metadata.GetInteger("text", 0, 1));
        AssertRefused("1 to 9", () => file.Metadata.GetInteger("u32", 1, 9));
        AssertRefused("[3]", () => file.GetTensor("a", 4));

        static void AssertRefused(string reason, Func<object> read) =>
            Assert.Contains(reason, Assert.Throws<ModelFileException>(read).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0x46474747u, "letters GGUF")]
    [InlineData(4, 1u, "version is 1")]
    [InlineData(4, 0x03000000u, "big-endian")]
    [InlineData(8, 70_000u, "70000 tensors")]
    [InlineData(16, 70_000u, "70000 metadata entries")]
    public void A_header_that_can_not_be_right_is_refused_with_the_reason(int place, uint value, string reason)
    {
        var bytes = Sample();
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), value);
        Assert.Contains(reason, Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_that_is_not_supported_is_refused_by_its_name()
    {
        var bytes = Sample();
        var place = PlaceOf(bytes, "b") + 1 + 4 + 16;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), 19);
        Assert.Contains("format IQ1_S", Refusal(bytes), StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(place), 77);
        Assert.Contains("unknown number format 77", Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Sizes_that_overflow_are_refused()
    {
        var bytes = Sample();
        var place = PlaceOf(bytes, "b") + 1 + 4;
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place), 0x7FFFFFE0);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place + 8), 0x7FFFFFFF);
        Assert.Contains("beyond the end", Refusal(bytes), StringComparison.Ordinal);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(place + 8), ulong.MaxValue);
        Assert.Contains("dimension of 18446744073709551615", Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_claimed_length_is_checked_before_it_is_believed()
    {
        var bytes = Sample();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(PlaceOf(bytes, "texts") + 5 + 8), 1UL << 60);
        Assert.Contains("'texts' claims", Refusal(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public void Lists_in_lists_end_somewhere()
    {
        var deep = new object[] { new[] { 1 } };
        for (var depth = 0; depth < 3; depth++)
        {
            deep = [deep];
        }

        var writer = new GgufWriter();
        writer.AddMetadata("deep", deep);
        using var stream = new MemoryStream();
        writer.Write(stream);
        Assert.Contains("'deep'", Refusal(stream.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void Tensors_start_where_the_alignment_says()
    {
        var bytes = Sample("general.alignment", 64u);
        Assert.Contains("not aligned to 64 bytes", Refusal(bytes), StringComparison.Ordinal);
        Assert.Contains("multiple of 8", Refusal(Sample("general.alignment", 12u)), StringComparison.Ordinal);
        File.WriteAllBytes(_path, Sample("general.alignment", 16u));
        using var file = GgufFile.Open(_path);
        Assert.Equal(0, file.GetTensor("b", 32, 2).Offset % 16);
    }

    [Fact]
    public void A_file_cut_off_anywhere_is_refused()
    {
        var bytes = Sample();
        for (var length = 0; length < bytes.Length - 28; length++)
        {
            Refusal(bytes[..length]);
        }
    }

    [Fact]
    public void A_file_changed_anywhere_is_read_or_refused_but_never_fails_otherwise()
    {
        var sample = Sample();
        var random = new Random(1);
        for (var round = 0; round < 4000; round++)
        {
            var bytes = sample.ToArray();
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                var place = random.Next(bytes.Length);
                switch (random.Next(3))
                {
                    case 0:
                        bytes[place] = (byte)random.Next(256);
                        break;
                    case 1:
                        bytes[place] ^= (byte)(1 << random.Next(8));
                        break;
                    default:
                        bytes.AsSpan(place, Math.Min(8, bytes.Length - place)).Fill(0xFF);
                        break;
                }
            }

            File.WriteAllBytes(_path, bytes);
            try
            {
                using var file = GgufFile.Open(_path);
                foreach (var tensor in file.Tensors.Values)
                {
                    Assert.Equal(tensor.Bytes, file.Read(tensor, 0, (int)tensor.Bytes).Length);
                }
            }
            catch (ModelFileException)
            {
            }
        }
    }

    private static byte[] Sample(string? moreKey = null, object? moreValue = null)
    {
        var writer = new GgufWriter();
        if (moreKey is not null)
        {
            writer.AddMetadata(moreKey, moreValue!);
        }

        foreach (var (key, value) in new (string, object)[]
        {
            ("u8", (byte)200), ("i8", (sbyte)-5), ("u16", (ushort)60_000), ("i16", (short)-9), ("u32", 3_000_000_000u),
            ("i32", -7), ("f32", 0.5f), ("flag", true), ("text", "岩盤"), ("u64", ulong.MaxValue), ("i64", long.MinValue),
            ("f64", 0.25), ("texts", new[] { "a", "", "岩" }), ("numbers", new[] { 1, -2 }), ("singles", new[] { 1.5f }),
            ("unsigned", new[] { 1u, 2u }), ("large", new[] { uint.MaxValue }), ("flags", new[] { true, false }),
            ("lists", new object[] { new[] { 1L, 2L }, new object[] { new[] { "x" } } }),
        })
        {
            writer.AddMetadata(key, value);
        }

        writer.AddTensor("a", TensorType.F32, [3], () => new byte[12]);
        var blocks = Enumerable.Range(0, 68).Select(number => (byte)number).ToArray();
        writer.AddTensor("b", TensorType.Q8_0, [32, 2], () => blocks);
        using var stream = new MemoryStream();
        writer.Write(stream);
        return stream.ToArray();
    }

    /// <summary>Where a name's letters start; its length stands before it.</summary>
    private static int PlaceOf(byte[] bytes, string name)
    {
        var wanted = new byte[8 + name.Length];
        BinaryPrimitives.WriteInt64LittleEndian(wanted, name.Length);
        Encoding.UTF8.GetBytes(name).CopyTo(wanted, 8);
        return bytes.AsSpan().LastIndexOf(wanted) + 8;
    }

    private string Refusal(byte[] bytes)
    {
        File.WriteAllBytes(_path, bytes);
        return Assert.Throws<ModelFileException>(() => GgufFile.Open(_path)).Message;
    }
}
