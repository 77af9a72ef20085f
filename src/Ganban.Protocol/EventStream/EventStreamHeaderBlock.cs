using System.Buffers.Binary;
using System.Text;

namespace Ganban.Protocol.EventStream;

/// <summary>
/// Reads the header block of one message: <c>[name length:1][name][type:1][value]</c> until the block ends.
/// </summary>
internal static class EventStreamHeaderBlock
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>The headers of <paramref name="block"/>.</summary>
    /// <param name="block">The whole block.</param>
    /// <param name="position">Where in the stream the block begins, for complaints.</param>
    /// <exception cref="EventStreamException">
    /// A header runs over the block's end, repeats a name or has an unknown type.
    /// </exception>
    public static List<EventStreamHeader> Read(ReadOnlySpan<byte> block, long position)
    {
        var headers = new List<EventStreamHeader>(4);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var rest = block;
        while (!rest.IsEmpty)
        {
            var start = position + block.Length - rest.Length;
            var name = Text(Take(ref rest, Take(ref rest, 1, start)[0], start), start);
            if (name.Length == 0)
            {
                throw new EventStreamException("A header has an empty name", start);
            }

            if (!names.Add(name))
            {
                throw new EventStreamException($"The header '{name}' occurs twice", start);
            }

            var type = (EventStreamHeaderType)Take(ref rest, 1, start)[0];
            headers.Add(new EventStreamHeader(name, Value(ref rest, type, start)));
        }

        return headers;
    }

    private static EventStreamValue Value(
        ref ReadOnlySpan<byte> rest, EventStreamHeaderType type, long start) => type switch
    {
        EventStreamHeaderType.True => EventStreamValue.Boolean(true),
        EventStreamHeaderType.False => EventStreamValue.Boolean(false),
        EventStreamHeaderType.Byte => EventStreamValue.Byte((sbyte)Take(ref rest, 1, start)[0]),
        EventStreamHeaderType.Int16 => EventStreamValue.Int16(
            BinaryPrimitives.ReadInt16BigEndian(Take(ref rest, 2, start))),
        EventStreamHeaderType.Int32 => EventStreamValue.Int32(
            BinaryPrimitives.ReadInt32BigEndian(Take(ref rest, 4, start))),
        EventStreamHeaderType.Int64 => EventStreamValue.Int64(
            BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8, start))),
        EventStreamHeaderType.Bytes => EventStreamValue.Bytes(Counted(ref rest, start).ToArray()),
        EventStreamHeaderType.String => EventStreamValue.String(Text(Counted(ref rest, start), start)),
        EventStreamHeaderType.Timestamp =>
            EventStreamValue.TimestampMilliseconds(BinaryPrimitives.ReadInt64BigEndian(Take(ref rest, 8, start))),
        EventStreamHeaderType.Uuid => EventStreamValue.UuidBits(
            BinaryPrimitives.ReadUInt128BigEndian(Take(ref rest, 16, start))),
        _ => throw new EventStreamException($"A header has the unknown type {(int)type}", start),
    };

    private static ReadOnlySpan<byte> Counted(ref ReadOnlySpan<byte> rest, long start) =>
        Take(ref rest, BinaryPrimitives.ReadUInt16BigEndian(Take(ref rest, 2, start)), start);

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count, long start)
    {
        if (rest.Length < count)
        {
            throw new EventStreamException("A header runs over the end of the headers", start);
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    private static string Text(ReadOnlySpan<byte> utf8, long start)
    {
        try
        {
            return s_strictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new EventStreamException("A header's text is not UTF-8", start);
        }
    }
}
