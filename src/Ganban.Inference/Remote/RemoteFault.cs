namespace Ganban.Inference.Remote;

/// <summary>What went wrong at an engine outside this process.</summary>
public enum RemoteFault
{
    /// <summary>No connection could be made.</summary>
    Unreachable,

    /// <summary>The engine, or what stands before it, says that it can't serve now.</summary>
    Unavailable,

    /// <summary>The engine is loading its model.</summary>
    NotReady,

    /// <summary>The engine was silent for too long.</summary>
    TimedOut,

    /// <summary>The engine has too much to do.</summary>
    Busy,

    /// <summary>The engine says that the request is wrong; its words are for the caller.</summary>
    Rejected,

    /// <summary>The engine failed, or is not what its configuration says: wrong key, model or path.</summary>
    Failed,

    /// <summary>The answer can't be understood or has no end.</summary>
    Garbled,

    /// <summary>The connection ended before the answer did.</summary>
    Broken,
}
