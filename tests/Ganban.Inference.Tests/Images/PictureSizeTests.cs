using FsCheck;
using FsCheck.Fluent;
using Ganban.Inference.Images;

namespace Ganban.Inference.Tests.Images;

/// <summary>A picture's size is read from its first bytes, and nothing makes that fail.</summary>
public sealed class PictureSizeTests
{
    [Fact]
    public void The_size_is_that_of_the_decoded_picture()
    {
        foreach (var path in Directory.GetFiles(RgbImageTests.Folder).Where(path => !path.EndsWith(".py", StringComparison.Ordinal)))
        {
            var bytes = File.ReadAllBytes(path);
            var picture = RgbImage.Decode(bytes);

            Assert.Equal((picture.Width, picture.Height), PictureSize.Of(bytes));
        }
    }

    [Fact]
    public void Broken_files_have_a_size_or_none()
    {
        var files = Directory.GetFiles(RgbImageTests.Folder, "*.*g").Select(File.ReadAllBytes).ToArray();
        var broken =
            from file in Gen.Elements(files)
            from length in Gen.Choose(0, Math.Min(file.Length, 64))
            from place in Gen.Choose(0, Math.Max(length - 1, 0))
            from value in Gen.Choose(0, 255)
            select Changed(file.AsSpan(0, length).ToArray(), place, (byte)value);

        Prop.ForAll(broken.ToArbitrary(), bytes => PictureSize.Of(bytes) is null or (> 0, > 0))
            .QuickCheckThrowOnFailure();
    }

    private static byte[] Changed(byte[] bytes, int place, byte value)
    {
        if (bytes.Length > 0)
        {
            bytes[place] = value;
        }

        return bytes;
    }
}
