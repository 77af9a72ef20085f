using System.Buffers.Binary;
using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>Random weights around zero in each tensor format.</summary>
internal static class WeightBytes
{
    private const int Mxfp4Elements = 32;
    private const int Mxfp4Bytes = 17;

    // Of the eight magnitudes 0 to 12 halves, for an exponent that makes a half 1.
    private const float Mxfp4Spread = 5.83f;

    private static readonly Dictionary<TensorType, BlockLayout> Layouts = new()
    {
        [TensorType.Q4_0] = new(32, 18, 4.61f, 0),
        [TensorType.Q4_1] = new(32, 20, 4.61f, 0, 2, -7.5f),
        [TensorType.Q5_0] = new(32, 22, 9.23f, 0),
        [TensorType.Q5_1] = new(32, 24, 9.23f, 0, 2, -15.5f),
        [TensorType.Q8_0] = new(32, 34, 73.9f, 0),
        [TensorType.Q2_K] = new(256, 84, 14, 80, 82, 1.5f),
        [TensorType.Q3_K] = new(256, 110, 43, 108),
        [TensorType.Q4_K] = new(256, 144, 258, 0, 2, 7.5f),
        [TensorType.Q5_K] = new(256, 176, 526, 0, 2, 15.5f),
        [TensorType.Q6_K] = new(256, 210, 1369, 208),
        [TensorType.IQ4_NL] = new(32, 18, 67.4f, 0),
    };

    /// <summary>A tensor of `elements` numbers, whole blocks, with the standard deviation `spread`.</summary>
    public static byte[] Draw(TensorType type, int elements, float spread, RandomNumbers random)
    {
        if (Layouts.TryGetValue(type, out var layout))
        {
            var blocks = new byte[elements / layout.Elements * layout.Bytes];
            layout.Fill(blocks, spread, random);
            return blocks;
        }

        if (type == TensorType.MXFP4)
        {
            return DrawMxfp4(elements, spread, random);
        }

        var size = type == TensorType.F32 ? 4 : 2;
        var bytes = new byte[elements * size];
        for (var start = 0; start < bytes.Length; start += size)
        {
            Write(bytes.AsSpan(start), type, random.NextSigned() * spread * MathF.Sqrt(3));
        }

        return bytes;
    }

    private static void Write(Span<byte> place, TensorType type, float number)
    {
        if (type == TensorType.F32)
        {
            BinaryPrimitives.WriteSingleLittleEndian(place, number);
        }
        else if (type == TensorType.F16)
        {
            BinaryPrimitives.WriteHalfLittleEndian(place, (Half)number);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(BitConverter.SingleToUInt32Bits(number) >> 16));
        }
    }

    private static byte[] DrawMxfp4(int elements, float spread, RandomNumbers random)
    {
        var bytes = new byte[elements / Mxfp4Elements * Mxfp4Bytes];
        random.Fill(bytes);
        var exponent = 128 + MathF.ILogB(spread / Mxfp4Spread);
        for (var start = 0; start < bytes.Length; start += Mxfp4Bytes)
        {
            bytes[start] = (byte)(exponent + (int)(random.Next() % 3) - 1);
        }

        return bytes;
    }
}
