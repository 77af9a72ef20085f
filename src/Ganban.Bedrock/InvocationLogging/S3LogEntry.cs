using Ganban.Storage.Objects;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>A record on its way to S3.</summary>
/// <param name="Folder">The folder of its hour.</param>
/// <param name="Line">The record with its line feed; empty if only bodies go to S3.</param>
/// <param name="Bodies">What is too large for the record.</param>
internal sealed record S3LogEntry(ObjectAddress Folder, ReadOnlyMemory<byte> Line, IReadOnlyList<S3LogBody> Bodies)
{
    /// <summary>What it takes while it waits.</summary>
    public long Bytes => Line.Length + Bodies.Sum(body => (long)body.Content.Length);
}

/// <summary>A body that is an object of its own.</summary>
/// <param name="Address">Its address.</param>
/// <param name="Content">Its JSON.</param>
internal sealed record S3LogBody(ObjectAddress Address, ReadOnlyMemory<byte> Content);
