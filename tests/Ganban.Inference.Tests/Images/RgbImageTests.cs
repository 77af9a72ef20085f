using System.Buffers.Binary;
using System.IO.Compression;
using Ganban.Inference.Images;

namespace Ganban.Inference.Tests.Images;

public class RgbImageTests
{
    private const int Width = 45;
    private const int Height = 37;

    public static TheoryData<string> Files =>
    [
        .. Directory.GetFiles(Folder).Where(path => !path.EndsWith(".py", StringComparison.Ordinal)).Select(NameOf),
    ];

    internal static string Folder => Path.Combine(AppContext.BaseDirectory, "Goldens", "images");

    [Theory]
    [InlineData("rgb8.png")]
    [InlineData("rgba8.png")]
    public void A_PNG_has_the_colours_that_were_written(string name)
    {
        var image = Read(name);

        Assert.Equal((Width, Height), (image.Width, image.Height));
        Assert.Equal(Expected((r, g, b) => (r, g, b)), image.Pixels);
    }

    [Theory]
    [InlineData("grey8.png")]
    [InlineData("greya8.png")]
    public void A_grey_PNG_has_its_brightness_in_all_colours(string name) =>
        Assert.Equal(Expected((r, g, b) => Grey(Brightness(r, g, b))), Read(name).Pixels);

    [Fact]
    public void A_PNG_of_one_bit_is_black_and_white()
    {
        var expected = Expected((r, g, b) => Grey((r * 299) + (g * 587) + (b * 114) >= 128_000 ? 255 : 0));
        Assert.Equal(expected, Read("grey1.png").Pixels);
    }

    [Fact]
    public void Sixteen_bits_are_cut_to_eight()
    {
        var image = Read("grey16.png");
        Assert.Equal((30 * 1400) + 20 >> 8, image.Pixels[((20 * Width) + 30) * 3]);
    }

    [Theory]
    [InlineData("palette4")]
    [InlineData("palette8")]
    public void A_palette_gives_its_colours(string name) =>
        Assert.Equal(Read(name + "-rgb.png").Pixels, Read(name + ".png").Pixels);

    [Fact]
    public void An_interlaced_PNG_is_put_together()
    {
        var expected = Expected((r, g, b) => (r, g, b));
        Assert.Equal(expected, RgbImage.Decode(Interlaced(expected)).Pixels);
    }

    [Theory]
    [InlineData("444", 3, 0.6)]
    [InlineData("progressive-444", 3, 0.6)]
    [InlineData("grey", 2, 0.5)]

    // Where colours are sampled coarsely, the reference blends neighbours and we repeat them: edges differ.
    [InlineData("422", 130, 5)]
    [InlineData("420", 130, 6)]
    [InlineData("progressive-420", 130, 6)]
    public void A_JPEG_looks_as_the_reference_decodes_it(string name, int worstMax, double meanMax)
    {
        var (image, reference) = (Read(name + ".jpg"), Read(name + ".png"));

        var differences = image.Pixels.Zip(reference.Pixels, (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Max(), 0, worstMax);
        Assert.InRange(differences.Average(), 0, meanMax);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_broken_picture_is_refused_or_read_but_nothing_else_happens(string name)
    {
        var whole = File.ReadAllBytes(Path.Combine(Folder, name));
        var random = new Random(7);
        for (var round = 0; round < 150; round++)
        {
            var bytes = whole[..(round % 4 == 0 ? random.Next(whole.Length) : whole.Length)];
            for (var flips = random.Next(4); flips >= 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                RgbImage.Decode(bytes);
            }
            catch (ImageFormatException exception)
            {
                Assert.NotEmpty(exception.Message);
            }
        }
    }

    [Fact]
    public void A_picture_that_claims_to_be_huge_is_refused_before_it_is_read()
    {
        var bytes = File.ReadAllBytes(Path.Combine(Folder, "rgb8.png"));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(16), 0x7FFFFFFF);
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(20), 0x7FFFFFFF);
        Assert.Contains("2147483647", Assert.Throws<ImageFormatException>(() => RgbImage.Decode(bytes)).Message);
    }

    [Fact]
    public void Other_files_are_named_as_no_picture() =>
        Assert.Contains(
            "neither PNG nor JPEG", Assert.Throws<ImageFormatException>(() => RgbImage.Decode("GIF89a"u8)).Message);

    private static string NameOf(string path) => Path.GetFileName(path);

    private static RgbImage Read(string name) => RgbImage.Decode(File.ReadAllBytes(Path.Combine(Folder, name)));

    private static byte[] Expected(Func<int, int, int, (int, int, int)> colour)
    {
        var pixels = new byte[Width * Height * 3];
        for (var place = 0; place < Width * Height; place++)
        {
            var (y, x) = Math.DivRem(place, Width);
            var (r, g, b) = Drawn(x, y);
            (r, g, b) = colour(r, g, b);
            (pixels[place * 3], pixels[(place * 3) + 1], pixels[(place * 3) + 2]) = ((byte)r, (byte)g, (byte)b);
        }

        return pixels;
    }

    /// <summary>The picture of make_images.py.</summary>
    private static (int R, int G, int B) Drawn(int x, int y) =>
        x < 3 || y < 2 ? (20, 30, 40)
        : ((x - 25) * (x - 25)) + ((y - 18) * (y - 18)) < 80 ? (230, 60, 20)
        : (x * 255 / Width, y * 255 / Height, 255 - ((x + y) * 255 / (Width + Height)));

    /// <summary>Pillow's brightness of a colour.</summary>
    private static int Brightness(int r, int g, int b) => ((r * 19595) + (g * 38470) + (b * 7471) + 0x8000) >> 16;

    private static (int, int, int) Grey(int value) => (value, value, value);

    /// <summary>Writes the pixels as a PNG in seven passes; chunk checksums are left at zero.</summary>
    private static byte[] Interlaced(byte[] pixels)
    {
        var rows = new MemoryStream();
        foreach (var (startX, startY, stepX, stepY) in
            new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) })
        {
            for (var y = startY; y < Height; y += stepY)
            {
                rows.WriteByte(0);
                for (var x = startX; x < Width; x += stepX)
                {
                    rows.Write(pixels, ((y * Width) + x) * 3, 3);
                }
            }
        }

        var compressed = new MemoryStream();
        using (var zlib = new ZLibStream(compressed, CompressionMode.Compress, leaveOpen: true))
        {
            zlib.Write(rows.ToArray());
        }

        byte[] header = [0, 0, 0, Width, 0, 0, 0, Height, 8, 2, 0, 0, 1];
        return
        [
            0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A,
            .. Chunk("IHDR"u8, header), .. Chunk("IDAT"u8, compressed.ToArray()), .. Chunk("IEND"u8, []),
        ];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        return [.. length, .. type, .. content, 0, 0, 0, 0];
    }
}
