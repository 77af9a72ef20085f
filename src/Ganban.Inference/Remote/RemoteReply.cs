namespace Ganban.Inference.Remote;

/// <summary>What an engine answered that is no success.</summary>
/// <param name="ErrorType">The header <c>x-amzn-ErrorType</c>; null if there is none.</param>
/// <param name="Body">The beginning of the body.</param>
public sealed record RemoteReply(string? ErrorType, ReadOnlyMemory<byte> Body);
