using System.Buffers.Binary;

namespace Ganban.Fuzz.Tests;

/// <summary>Ways to break a file: bits, numbers of every width at every place, cuts, repetitions, exchanges.</summary>
internal static class FileMutation
{
    // Lengths, counts and offsets that overflow something, or nearly.
    private static readonly ulong[] Absurd =
    [
        0, 0xFFFF, int.MaxValue, 1UL << 32, 1UL << 60, long.MaxValue, 1UL << 63, ulong.MaxValue - 31,
    ];

    /// <summary>Every absurd number, 4 and 8 bytes wide, at every place of the file's first bytes.</summary>
    public static IEnumerable<byte[]> AbsurdNumbers(byte[] sample, int places)
    {
        for (var place = 0; place < Math.Min(places, sample.Length - 8); place++)
        {
            foreach (var number in Absurd)
            {
                var wide = sample.ToArray();
                BinaryPrimitives.WriteUInt64LittleEndian(wide.AsSpan(place), number);
                yield return wide;
                if (number <= int.MaxValue)
                {
                    var narrow = sample.ToArray();
                    BinaryPrimitives.WriteUInt32LittleEndian(narrow.AsSpan(place), (uint)number);
                    yield return narrow;
                }
            }
        }
    }

    /// <summary>A file with one to four random changes.</summary>
    public static byte[] Random(byte[] sample, Random random)
    {
        var bytes = sample.ToArray();
        for (var change = random.Next(1, 5); change > 0 && bytes.Length > 1; change--)
        {
            var start = random.Next(bytes.Length);
            var end = Math.Min(bytes.Length, start + random.Next(1, 40));
            switch (random.Next(7))
            {
                case 0:
                    bytes[start] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[start] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = bytes[..start];
                    break;
                case 3:
                    bytes = [.. bytes[..end], .. bytes[start..]];
                    break;
                case 4:
                    bytes = [.. bytes[..start], .. bytes[end..]];
                    break;
                case 5:
                    bytes.AsSpan(start, end - start).Fill((byte)(random.Next(2) * 0xFF));
                    break;
                default:
                    bytes[start..end].CopyTo(bytes, random.Next(bytes.Length - (end - start) + 1));
                    break;
            }
        }

        return bytes;
    }
}
