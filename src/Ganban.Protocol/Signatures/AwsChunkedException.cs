namespace Ganban.Protocol.Signatures;

/// <summary>An aws-chunked body is malformed, breaks a limit or ends too early.</summary>
/// <param name="message">What is wrong.</param>
public sealed class AwsChunkedException(string message) : Exception(message);
