namespace Ganban.Protocol.Connections;

/// <summary>Limits on connections that have not yet said what they speak.</summary>
public sealed record OnePortOptions
{
    /// <summary>How long a connection may take to send enough bytes to be recognised.</summary>
    public TimeSpan FirstBytesTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The most connections looked at at a time. Further ones wait in the operating system's backlog, so strangers who
    /// open connections and stay silent cost no memory here.
    /// </summary>
    public int UndecidedConnectionsMax { get; init; } = 1024;

    /// <summary>The clock of <see cref="FirstBytesTimeout"/>.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
