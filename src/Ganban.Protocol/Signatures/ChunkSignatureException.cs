namespace Ganban.Protocol.Signatures;

/// <summary>A chunk or message of a signed body is not signed as it must be; nothing of the body can be kept.</summary>
/// <param name="message">What is wrong.</param>
public sealed class ChunkSignatureException(string message) : Exception(message);
