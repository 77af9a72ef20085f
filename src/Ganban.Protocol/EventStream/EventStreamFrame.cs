using System.Buffers;
using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Ganban.Protocol.EventStream;

/// <summary>
/// Encodes messages as they lie on the wire:
/// <c>[total length:4][headers length:4][CRC of the 8 bytes before:4][headers][payload][CRC of all before:4]</c>,
/// every number big-endian, both CRCs CRC-32 (IEEE 802.3).
/// </summary>
public static class EventStreamFrame
{
    /// <summary>The bytes before the headers.</summary>
    internal const int PreludeBytes = 12;

    /// <summary>The bytes of a message with neither headers nor payload.</summary>
    internal const int OverheadBytes = PreludeBytes + 4;

    /// <summary>Appends one message to <paramref name="output"/>.</summary>
    /// <exception cref="ArgumentException">A header's name is empty or longer than 255 bytes.</exception>
    public static void Write(
        IBufferWriter<byte> output, ReadOnlySpan<EventStreamHeader> headers, ReadOnlySpan<byte> payload)
    {
        var headersBytes = 0;
        foreach (ref readonly var header in headers)
        {
            headersBytes = checked(headersBytes + SizeOf(header));
        }

        var headBytes = PreludeBytes + headersBytes;
        var head = output.GetSpan(headBytes)[..headBytes];
        BinaryPrimitives.WriteUInt32BigEndian(head, (uint)checked(OverheadBytes + headersBytes + payload.Length));
        BinaryPrimitives.WriteUInt32BigEndian(head[4..], (uint)headersBytes);
        BinaryPrimitives.WriteUInt32BigEndian(head[8..], Crc32.HashToUInt32(head[..8]));
        WriteHeaders(head[PreludeBytes..], headers);

        var crc = new Crc32();
        crc.Append(head);
        crc.Append(payload);
        output.Advance(headBytes);
        output.Write(payload);
        BinaryPrimitives.WriteUInt32BigEndian(output.GetSpan(4), crc.GetCurrentHashAsUInt32());
        output.Advance(4);
    }

    /// <summary>The headers alone as they lie on the wire; event signatures are made over these bytes.</summary>
    public static byte[] EncodeHeaders(ReadOnlySpan<EventStreamHeader> headers)
    {
        var headersBytes = 0;
        foreach (ref readonly var header in headers)
        {
            headersBytes = checked(headersBytes + SizeOf(header));
        }

        var bytes = new byte[headersBytes];
        WriteHeaders(bytes, headers);
        return bytes;
    }

    private static void WriteHeaders(Span<byte> destination, ReadOnlySpan<EventStreamHeader> headers)
    {
        foreach (ref readonly var header in headers)
        {
            var nameBytes = Encoding.UTF8.GetBytes(header.Name, destination[1..]);
            destination[0] = (byte)nameBytes;
            destination[1 + nameBytes] = (byte)header.Value.Type;
            destination = destination[(2 + nameBytes)..];
            destination = destination[WriteValue(destination, header.Value)..];
        }
    }

    private static int WriteValue(Span<byte> destination, in EventStreamValue value)
    {
        switch (value.Type)
        {
            case EventStreamHeaderType.Byte:
                destination[0] = (byte)value.Bits64;
                return 1;
            case EventStreamHeaderType.Int16:
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)value.Bits64);
                return 2;
            case EventStreamHeaderType.Int32:
                BinaryPrimitives.WriteUInt32BigEndian(destination, (uint)value.Bits64);
                return 4;
            case EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp:
                BinaryPrimitives.WriteUInt64BigEndian(destination, value.Bits64);
                return 8;
            case EventStreamHeaderType.Uuid:
                BinaryPrimitives.WriteUInt128BigEndian(destination, value.Bits128);
                return 16;
            case EventStreamHeaderType.Bytes:
                var bytes = value.AsBytes();
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)bytes.Length);
                bytes.CopyTo(destination[2..]);
                return 2 + bytes.Length;
            case EventStreamHeaderType.String:
                var written = Encoding.UTF8.GetBytes(value.AsString(), destination[2..]);
                BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)written);
                return 2 + written;
            default:
                return 0;
        }
    }

    private static int SizeOf(in EventStreamHeader header)
    {
        var nameBytes = Encoding.UTF8.GetByteCount(header.Name);
        if (nameBytes is < 1 or > byte.MaxValue)
        {
            throw new ArgumentException(
                $"A header's name takes 1 to 255 bytes of UTF-8; '{header.Name}' takes {nameBytes}.");
        }

        return 2 + nameBytes + header.Value.Type switch
        {
            EventStreamHeaderType.Byte => 1,
            EventStreamHeaderType.Int16 => 2,
            EventStreamHeaderType.Int32 => 4,
            EventStreamHeaderType.Int64 or EventStreamHeaderType.Timestamp => 8,
            EventStreamHeaderType.Uuid => 16,
            EventStreamHeaderType.Bytes => 2 + header.Value.AsBytes().Length,
            EventStreamHeaderType.String => 2 + Encoding.UTF8.GetByteCount(header.Value.AsString()),
            _ => 0,
        };
    }
}
