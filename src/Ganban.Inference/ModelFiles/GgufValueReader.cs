using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Ganban.Inference.ModelFiles;

/// <summary>Reads metadata values: numbers, booleans, strings, and lists of these or of lists.</summary>
internal static class GgufValueReader
{
    private const int NestedListsMax = 4;
    private const int ListHeaderBytes = sizeof(uint) + sizeof(ulong);

    /// <summary>Reads a value's type and the value.</summary>
    public static object Read(ref GgufCursor cursor, string key)
    {
        var type = cursor.ReadUInt32();
        return type switch
        {
            0 => cursor.Take(1)[0],
            1 => (sbyte)cursor.Take(1)[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(cursor.Take(2)),
            3 => BinaryPrimitives.ReadInt16LittleEndian(cursor.Take(2)),
            4 => cursor.ReadUInt32(),
            5 => BinaryPrimitives.ReadInt32LittleEndian(cursor.Take(4)),
            6 => BinaryPrimitives.ReadSingleLittleEndian(cursor.Take(4)),
            7 => cursor.Take(1)[0] != 0,
            8 => Encoding.UTF8.GetString(cursor.ReadUtf8()),
            9 => ReadList(ref cursor, key, 1),
            10 => cursor.ReadUInt64(),
            11 => BinaryPrimitives.ReadInt64LittleEndian(cursor.Take(8)),
            12 => BinaryPrimitives.ReadDoubleLittleEndian(cursor.Take(8)),
            _ => throw new ModelFileException($"'{key}' has the unknown value type {type}."),
        };
    }

    private static object ReadList(ref GgufCursor cursor, string key, int depth)
    {
        if (depth > NestedListsMax)
        {
            throw new ModelFileException($"'{key}' has lists in lists deeper than {NestedListsMax}.");
        }

        var type = cursor.ReadUInt32();
        var count = cursor.ReadUInt64();
        return type switch
        {
            0 => ReadNumbers<byte>(ref cursor, key, count),
            1 => ReadNumbers<sbyte>(ref cursor, key, count),
            2 => ReadNumbers<ushort>(ref cursor, key, count),
            3 => ReadNumbers<short>(ref cursor, key, count),
            4 => ReadNumbers<uint>(ref cursor, key, count),
            5 => ReadNumbers<int>(ref cursor, key, count),
            6 => ReadNumbers<float>(ref cursor, key, count),
            7 => Array.ConvertAll(ReadNumbers<byte>(ref cursor, key, count), value => value != 0),
            8 => ReadStrings(ref cursor, key, count),
            9 => ReadLists(ref cursor, key, count, depth),
            10 => ReadNumbers<ulong>(ref cursor, key, count),
            11 => ReadNumbers<long>(ref cursor, key, count),
            12 => ReadNumbers<double>(ref cursor, key, count),
            _ => throw new ModelFileException($"'{key}' is a list of the unknown value type {type}."),
        };
    }

    private static T[] ReadNumbers<T>(ref GgufCursor cursor, string key, ulong count)
        where T : unmanaged
    {
        CheckElements(cursor, key, count, Marshal.SizeOf<T>());
        return MemoryMarshal.Cast<byte, T>(cursor.Take((int)count * Marshal.SizeOf<T>())).ToArray();
    }

    private static GgufStrings ReadStrings(ref GgufCursor cursor, string key, ulong count)
    {
        CheckElements(cursor, key, count, sizeof(ulong));
        var ends = new int[(int)count];
        return new GgufStrings(cursor.Take(Measure(cursor.Rest, cursor.Position, ends)).ToArray(), ends);
    }

    // A vocabulary's 150,000 strings are read once, at start, when nothing has been compiled yet.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Measure(ReadOnlySpan<byte> rest, int position, int[] ends)
    {
        var end = 0;
        for (var index = 0; index < ends.Length; index++)
        {
            var left = rest.Length - end - sizeof(ulong);
            var length = left < 0 ? 0 : BinaryPrimitives.ReadUInt64LittleEndian(rest[end..]);
            if (left < 0 || length > (ulong)left)
            {
                throw new ModelFileException($"a string at byte {position + end} claims {length} bytes, more than allowed or than the file has.");
            }

            end += sizeof(ulong) + (int)length;
            ends[index] = end;
        }

        return end;
    }

    private static object[] ReadLists(ref GgufCursor cursor, string key, ulong count, int depth)
    {
        CheckElements(cursor, key, count, ListHeaderBytes);
        var lists = new object[(int)count];
        for (var index = 0; index < lists.Length; index++)
        {
            lists[index] = ReadList(ref cursor, key, depth + 1);
        }

        return lists;
    }

    private static void CheckElements(in GgufCursor cursor, string key, ulong count, int bytesEach)
    {
        if (count > (ulong)(cursor.Left / bytesEach))
        {
            throw new ModelFileException($"'{key}' claims {count} elements, more than the file has bytes for.");
        }
    }
}
