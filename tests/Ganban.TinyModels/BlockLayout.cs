using System.Buffers.Binary;

namespace Ganban.TinyModels;

/// <summary>
/// Where a quantised block keeps its scale, and how far its numbers spread when all its other bits are random. Offsets
/// and sizes are ggml's.
/// </summary>
/// <param name="Elements">Elements in a block.</param>
/// <param name="Bytes">Bytes of a block.</param>
/// <param name="Spread">Standard deviation of the numbers for a scale of 1.</param>
/// <param name="ScaleOffset">Where the scale stands, an F16.</param>
/// <param name="MinimumOffset">Where the minimum stands, an F16, or null where the numbers are around zero.</param>
/// <param name="MinimumRatio">The minimum, in scales, that centres the numbers on zero.</param>
internal sealed record BlockLayout(
    int Elements,
    int Bytes,
    float Spread,
    int ScaleOffset,
    int? MinimumOffset = null,
    float MinimumRatio = 0)
{
    public void Fill(Span<byte> tensor, float spread, RandomNumbers random)
    {
        random.Fill(tensor);
        for (var start = 0; start < tensor.Length; start += Bytes)
        {
            var scale = spread / Spread * (1 + (random.NextSigned() / 2));
            if (MinimumOffset is { } offset)
            {
                var minimum = scale * MinimumRatio * (1 + (random.NextSigned() / 8));
                BinaryPrimitives.WriteHalfLittleEndian(tensor[(start + offset)..], (Half)minimum);
            }
            else if (random.NextSigned() < 0)
            {
                scale = -scale;
            }

            BinaryPrimitives.WriteHalfLittleEndian(tensor[(start + ScaleOffset)..], (Half)scale);
        }
    }
}
