using System.Globalization;
using System.Text;
using Ganban.Inference.Images;

namespace Ganban.TinyModels;

/// <summary>A picture of the catalogue: stripes and noise that follow from its name.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Width">Pixels in a row.</param>
/// <param name="Height">Rows.</param>
public sealed record TinyPicture(string Name, int Width, int Height)
{
    /// <summary>One that needs no scaling, one that is scaled down and padded, one that is scaled up.</summary>
    public static IReadOnlyList<TinyPicture> All { get; } =
        [new("square", 72, 72), new("wide", 200, 61), new("high", 31, 50)];

    /// <summary>The picture of a name.</summary>
    public static TinyPicture Named(string name) => All.First(picture => picture.Name == name);

    /// <summary>The picture itself.</summary>
    public RgbImage Draw()
    {
        var random = new RandomNumbers(Name);
        var pixels = new byte[Width * Height * 3];
        random.Fill(pixels);
        for (var place = 0; place < pixels.Length; place++)
        {
            var (pixel, colour) = Math.DivRem(place, 3);
            var stripe = (((pixel % Width) * (colour + 1)) + ((pixel / Width) * 3)) % 192;
            pixels[place] = (byte)(stripe + (pixels[place] % 64));
        }

        return new RgbImage(Width, Height, pixels);
    }

    /// <summary>Writes it as a portable pixmap.</summary>
    public void Write(string path)
    {
        using var file = File.Create(path);
        file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"P6 {Width} {Height} 255\n")));
        file.Write(Draw().Pixels);
    }
}
