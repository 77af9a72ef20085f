namespace Ganban.Bedrock.InvocationLogging;

/// <summary>Where the records of invocations go and how much they may take.</summary>
public sealed class InvocationLogOptions
{
    /// <summary>The folder that holds a folder for each account.</summary>
    public string Folder { get; set; } = "";

    /// <summary>The size at which a file is full and the next one begins.</summary>
    public long FileBytesMax { get; set; } = 64L << 20;

    /// <summary>The most files of one log group; the oldest are deleted.</summary>
    public int FilesMax { get; set; } = 32;

    /// <summary>The most bytes of bodies that wait to be written; what comes on top is dropped.</summary>
    public long WaitingBytesMax { get; set; } = 64L << 20;

    /// <summary>How long records wait for others before they are written to S3 as one object.</summary>
    public TimeSpan S3Interval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The bytes of records, before they are packed, with which an object in S3 is full.</summary>
    public int S3ObjectBytesMax { get; set; } = 4 << 20;
}
