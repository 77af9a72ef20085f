using System.Buffers.Binary;
using System.Text;

namespace Ganban.Protocol.EventStream;

/// <summary>
/// A typed header value. Numbers live in the struct itself, so that framing an event allocates nothing;
/// reading a value as another type than <see cref="Type"/> throws <see cref="InvalidOperationException"/>.
/// </summary>
public readonly struct EventStreamValue : IEquatable<EventStreamValue>
{
    private readonly object? _reference;
    private readonly UInt128 _bits;

    private EventStreamValue(EventStreamHeaderType type, UInt128 bits, object? reference)
    {
        Type = type;
        _bits = bits;
        _reference = reference;
    }

    /// <summary>The wire type.</summary>
    public EventStreamHeaderType Type { get; }

    /// <summary>A Boolean.</summary>
    public static EventStreamValue Boolean(bool value) =>
        new(value ? EventStreamHeaderType.True : EventStreamHeaderType.False, default, null);

    /// <summary>A signed 8-bit integer.</summary>
    public static EventStreamValue Byte(sbyte value) => new(EventStreamHeaderType.Byte, (UInt128)(byte)value, null);

    /// <summary>A signed 16-bit integer.</summary>
    public static EventStreamValue Int16(short value) => new(EventStreamHeaderType.Int16, (ushort)value, null);

    /// <summary>A signed 32-bit integer.</summary>
    public static EventStreamValue Int32(int value) => new(EventStreamHeaderType.Int32, (uint)value, null);

    /// <summary>A signed 64-bit integer.</summary>
    public static EventStreamValue Int64(long value) => new(EventStreamHeaderType.Int64, (ulong)value, null);

    /// <summary>Bytes, at most 65 535; the array is not copied.</summary>
    public static EventStreamValue Bytes(byte[] value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue);
        return new(EventStreamHeaderType.Bytes, default, value);
    }

    /// <summary>Text, at most 65 535 bytes of UTF-8.</summary>
    public static EventStreamValue String(string value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Encoding.UTF8.GetByteCount(value), ushort.MaxValue);
        return new(EventStreamHeaderType.String, default, value);
    }

    /// <summary>A moment; what is finer than a millisecond is cut off.</summary>
    public static EventStreamValue Timestamp(DateTimeOffset value) =>
        new(EventStreamHeaderType.Timestamp, (ulong)value.ToUnixTimeMilliseconds(), null);

    /// <summary>A UUID.</summary>
    public static EventStreamValue Uuid(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return new(EventStreamHeaderType.Uuid, BinaryPrimitives.ReadUInt128BigEndian(bytes), null);
    }

    /// <summary>The Boolean held.</summary>
    public bool AsBoolean() => Type switch
    {
        EventStreamHeaderType.True => true,
        EventStreamHeaderType.False => false,
        _ => throw Mismatch("a Boolean"),
    };

    /// <summary>The integer held, of whichever width.</summary>
    public long AsInteger() => Type switch
    {
        EventStreamHeaderType.Byte => (sbyte)(byte)_bits,
        EventStreamHeaderType.Int16 => (short)(ushort)_bits,
        EventStreamHeaderType.Int32 => (int)(uint)_bits,
        EventStreamHeaderType.Int64 => (long)(ulong)_bits,
        _ => throw Mismatch("an integer"),
    };

    /// <summary>The bytes held.</summary>
    public ReadOnlySpan<byte> AsBytes() =>
        Type == EventStreamHeaderType.Bytes ? (byte[])_reference! : throw Mismatch("bytes");

    /// <summary>The text held.</summary>
    public string AsString() =>
        Type == EventStreamHeaderType.String ? (string)_reference! : throw Mismatch("a string");

    /// <summary>The moment held, in UTC.</summary>
    public DateTimeOffset AsTimestamp() => Type == EventStreamHeaderType.Timestamp
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)(ulong)_bits)
        : throw Mismatch("a timestamp");

    /// <summary>The UUID held.</summary>
    public Guid AsUuid()
    {
        if (Type != EventStreamHeaderType.Uuid)
        {
            throw Mismatch("a UUID");
        }

        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _bits);
        return new Guid(bytes, bigEndian: true);
    }

    /// <inheritdoc/>
    public bool Equals(EventStreamValue other) => Type == other.Type && Type switch
    {
        EventStreamHeaderType.Bytes => AsBytes().SequenceEqual(other.AsBytes()),
        EventStreamHeaderType.String => AsString() == other.AsString(),
        _ => _bits == other._bits,
    };

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is EventStreamValue other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Type);
        switch (Type)
        {
            case EventStreamHeaderType.Bytes: hash.AddBytes(AsBytes()); break;
            case EventStreamHeaderType.String: hash.Add(AsString()); break;
            default: hash.Add(_bits); break;
        }

        return hash.ToHashCode();
    }

    /// <summary>Whether both hold the same type and value.</summary>
    public static bool operator ==(EventStreamValue left, EventStreamValue right) => left.Equals(right);

    /// <summary>Whether the two differ in type or value.</summary>
    public static bool operator !=(EventStreamValue left, EventStreamValue right) => !left.Equals(right);

    /// <summary>The 64 value bits of an integer or timestamp as they go on the wire.</summary>
    internal ulong Bits64 => (ulong)_bits;

    /// <summary>The 128 value bits of a UUID as they go on the wire.</summary>
    internal UInt128 Bits128 => _bits;

    /// <summary>A timestamp as it came, also where it lies outside what <see cref="DateTimeOffset"/> can say.</summary>
    internal static EventStreamValue TimestampMilliseconds(long value) =>
        new(EventStreamHeaderType.Timestamp, (ulong)value, null);

    /// <summary>Takes a UUID as it came.</summary>
    internal static EventStreamValue UuidBits(UInt128 value) => new(EventStreamHeaderType.Uuid, value, null);

    private InvalidOperationException Mismatch(string wanted) => new($"The header holds {Type}, not {wanted}.");
}
