namespace Ganban.Inference.Images;

/// <summary>Turns the coefficients of all components into pixels.</summary>
internal static class JpegPixels
{
    private static readonly float[] Cosines = MakeCosines();

    public static RgbImage Assemble(
        int width, int height, JpegComponent[] components, ushort[]?[] quantization, bool isYcc)
    {
        foreach (var component in components)
        {
            var steps = quantization[component.Quantization]
                ?? throw new ImageFormatException("The JPEG lacks a quantisation table.");
            Transform(component, steps);
        }

        var pixels = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var rgb = pixels.AsSpan(((y * width) + x) * 3, 3);
                if (components.Length == 1)
                {
                    rgb.Fill(Sample(components[0], components, x, y));
                    continue;
                }

                var first = Sample(components[0], components, x, y);
                var second = Sample(components[1], components, x, y);
                var third = Sample(components[2], components, x, y);
                Colour(first, second, third, isYcc, rgb);
            }
        }

        return new RgbImage(width, height, pixels);
    }

    /// <summary>The sample that covers a pixel.</summary>
    private static byte Sample(JpegComponent component, JpegComponent[] all, int x, int y)
    {
        var (horizontal, vertical) = (1, 1);
        foreach (var other in all)
        {
            horizontal = Math.Max(horizontal, other.Horizontal);
            vertical = Math.Max(vertical, other.Vertical);
        }

        var row = y * component.Vertical / vertical;
        return component.Samples[(row * component.BlocksAcross * 8) + (x * component.Horizontal / horizontal)];
    }

    /// <summary>YCbCr to RGB (ITU-R BT.601, full range), or as it is.</summary>
    private static void Colour(byte first, byte second, byte third, bool isYcc, Span<byte> rgb)
    {
        var (blue, red) = (second - 128f, third - 128f);
        rgb[0] = isYcc ? Clamp(first + (1.402f * red)) : first;
        rgb[1] = isYcc ? Clamp(first - (0.344136f * blue) - (0.714136f * red)) : second;
        rgb[2] = isYcc ? Clamp(first + (1.772f * blue)) : third;
    }

    private static byte Clamp(float value) => (byte)Math.Clamp(value + 0.5f, 0, 255);

    /// <summary>The inverse cosine transform of every block (T.81, A.3.3), rows first, then columns.</summary>
    private static void Transform(JpegComponent component, ushort[] steps)
    {
        var stride = component.BlocksAcross * 8;
        component.Samples = new byte[component.Coefficients.Length];
        Span<float> block = stackalloc float[64];
        Span<float> half = stackalloc float[64];
        for (var index = 0; index < component.Coefficients.Length / 64; index++)
        {
            var (down, across) = Math.DivRem(index, component.BlocksAcross);
            var coefficients = component.Coefficients.AsSpan(index * 64, 64);
            for (var place = 0; place < 64; place++)
            {
                block[place] = coefficients[place] * steps[place];
            }

            Pass(block, half);
            Pass(half, block);
            for (var place = 0; place < 64; place++)
            {
                var (y, x) = Math.DivRem(place, 8);
                component.Samples[(((down * 8) + y) * stride) + (across * 8) + x] = Clamp(block[place] + 128);
            }
        }
    }

    /// <summary>One-dimensional transforms of the rows, written as columns: two passes give both directions.</summary>
    private static void Pass(ReadOnlySpan<float> source, Span<float> destination)
    {
        for (var row = 0; row < 8; row++)
        {
            for (var x = 0; x < 8; x++)
            {
                var sum = 0f;
                for (var frequency = 0; frequency < 8; frequency++)
                {
                    sum += source[(row * 8) + frequency] * Cosines[(x * 8) + frequency];
                }

                destination[(x * 8) + row] = sum;
            }
        }
    }

    /// <summary>½·C(u)·cos((2x + 1)·u·π / 16), `[x × u]`.</summary>
    private static float[] MakeCosines()
    {
        var cosines = new float[64];
        for (var place = 0; place < 64; place++)
        {
            var (x, frequency) = Math.DivRem(place, 8);
            var norm = frequency == 0 ? Math.Sqrt(0.5) : 1;
            cosines[place] = (float)(0.5 * norm * Math.Cos(((2 * x) + 1) * frequency * Math.PI / 16));
        }

        return cosines;
    }
}
