namespace Ganban.Inference.Images;

/// <summary>
/// Scales pictures as Pillow's bilinear filter does: a triangle as wide as two pixels of the coarser grid, weights in
/// 22 binary places, first along rows and then along columns, each result rounded to eight bits.
/// </summary>
internal static class ImageScaling
{
    private const int WeightBits = TriangleFilter.WeightBits;
    private const int Half = 1 << (WeightBits - 1);

    /// <summary>
    /// The whole picture as a square: scaled until its longer side fits, in the middle, black around it.
    /// </summary>
    /// <param name="picture">The picture.</param>
    /// <param name="side">Pixels of a side.</param>
    public static RgbImage Fit(RgbImage picture, int side)
    {
        if (picture.Width == side && picture.Height == side)
        {
            return picture;
        }

        var scale = MathF.Min((float)side / picture.Width, (float)side / picture.Height);
        var width = Math.Min((int)MathF.Ceiling(picture.Width * scale), side);
        var height = Math.Min((int)MathF.Ceiling(picture.Height * scale), side);
        var scaled = Resize(picture, width, height);
        var square = new byte[side * side * 3];
        var (left, top) = ((side - width) / 2, (side - height) / 2);
        for (var row = 0; row < height; row++)
        {
            scaled.Pixels.AsSpan(row * width * 3, width * 3).CopyTo(square.AsSpan((((top + row) * side) + left) * 3));
        }

        return new RgbImage(side, side, square);
    }

    /// <summary>The picture in another size.</summary>
    public static RgbImage Resize(RgbImage picture, int width, int height)
    {
        var pixels = width == picture.Width ? picture.Pixels : AlongRows(picture, width);
        return new RgbImage(
            width, height, height == picture.Height ? pixels : AlongColumns(pixels, width, picture.Height, height));
    }

    private static byte[] AlongRows(RgbImage picture, int width)
    {
        var scaled = new byte[checked(width * picture.Height * 3)];
        var filter = new TriangleFilter(picture.Width, width);
        for (var column = 0; column < width; column++)
        {
            var weights = filter.At(column, out var first);
            for (var row = 0; row < picture.Height; row++)
            {
                var source = picture.Pixels.AsSpan(((row * picture.Width) + first) * 3, weights.Length * 3);
                var (red, green, blue) = (Half, Half, Half);
                for (var index = 0; index < weights.Length; index++)
                {
                    red += source[3 * index] * weights[index];
                    green += source[(3 * index) + 1] * weights[index];
                    blue += source[(3 * index) + 2] * weights[index];
                }

                var pixel = scaled.AsSpan(((row * width) + column) * 3, 3);
                (pixel[0], pixel[1], pixel[2]) = (ToByte(red), ToByte(green), ToByte(blue));
            }
        }

        return scaled;
    }

    private static byte[] AlongColumns(byte[] pixels, int width, int rows, int height)
    {
        var scaled = new byte[width * height * 3];
        var sums = new int[width * 3];
        var filter = new TriangleFilter(rows, height);
        for (var row = 0; row < height; row++)
        {
            var weights = filter.At(row, out var first);
            Array.Fill(sums, Half);
            for (var index = 0; index < weights.Length; index++)
            {
                var source = pixels.AsSpan((first + index) * sums.Length, sums.Length);
                for (var place = 0; place < sums.Length; place++)
                {
                    sums[place] += source[place] * weights[index];
                }
            }

            for (var place = 0; place < sums.Length; place++)
            {
                scaled[(row * sums.Length) + place] = ToByte(sums[place]);
            }
        }

        return scaled;
    }

    private static byte ToByte(int sum) => (byte)Math.Clamp(sum >> WeightBits, 0, 255);
}
