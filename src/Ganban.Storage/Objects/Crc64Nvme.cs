using System.Buffers.Binary;

namespace Ganban.Storage.Objects;

/// <summary>
/// CRC-64 of the NVM Express specification: polynomial 0xAD93D23594C93659, bits reflected, all ones before and after.
/// Eight tables take eight bytes at a time.
/// </summary>
internal static class Crc64Nvme
{
    private const ulong Reflected = 0x9A6C9329AC4BC9B5;
    private const int Tables = 8;
    private static readonly ulong[] s_tables = MakeTables();

    /// <summary>Goes on with a checksum, not yet inverted, over more bytes.</summary>
    public static ulong Append(ulong crc, ReadOnlySpan<byte> bytes)
    {
        var tables = s_tables;
        while (bytes.Length >= Tables)
        {
            var mixed = crc ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes);
            crc = 0;
            for (var i = 0; i < Tables; i++)
            {
                crc ^= tables[((Tables - 1 - i) << 8) | (int)((mixed >> (8 * i)) & 0xFF)];
            }

            bytes = bytes[Tables..];
        }

        foreach (var one in bytes)
        {
            crc = tables[(byte)crc ^ one] ^ (crc >> 8);
        }

        return crc;
    }

    // Table k holds what a byte has become after k more bytes of zero.
    private static ulong[] MakeTables()
    {
        var tables = new ulong[Tables << 8];
        for (var value = 0; value < 256; value++)
        {
            var crc = (ulong)value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ Reflected;
            }

            tables[value] = crc;
        }

        for (var i = 256; i < tables.Length; i++)
        {
            var before = tables[i - 256];
            tables[i] = tables[(byte)before] ^ (before >> 8);
        }

        return tables;
    }
}
