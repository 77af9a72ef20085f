namespace Ganban.Protocol.EventStream;

/// <summary>The ten wire types of an event stream header; the number is the byte that precedes the value.</summary>
public enum EventStreamHeaderType
{
    /// <summary>The Boolean true; no value bytes follow.</summary>
    True = 0,

    /// <summary>The Boolean false; no value bytes follow.</summary>
    False = 1,

    /// <summary>A signed 8-bit integer.</summary>
    Byte = 2,

    /// <summary>A signed 16-bit integer, big-endian.</summary>
    Int16 = 3,

    /// <summary>A signed 32-bit integer, big-endian.</summary>
    Int32 = 4,

    /// <summary>A signed 64-bit integer, big-endian.</summary>
    Int64 = 5,

    /// <summary>Up to 65 535 bytes behind a 16-bit length.</summary>
    Bytes = 6,

    /// <summary>Up to 65 535 bytes of UTF-8 behind a 16-bit length.</summary>
    String = 7,

    /// <summary>Milliseconds since 1970-01-01T00:00:00Z as a signed 64-bit integer.</summary>
    Timestamp = 8,

    /// <summary>Sixteen bytes of a UUID in network order.</summary>
    Uuid = 9,
}
