namespace Ganban.Protocol.EventStream;

/// <summary>What a reader accepts in one message; the defaults are those of the format.</summary>
public sealed record EventStreamLimits
{
    /// <summary>The most bytes all headers together may take; 128 KiB.</summary>
    public int HeadersBytesMax { get; init; } = 128 * 1024;

    /// <summary>The most bytes of payload; 24 MiB.</summary>
    public int PayloadBytesMax { get; init; } = 24 * 1024 * 1024;
}
