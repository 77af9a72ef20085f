namespace Ganban.Bedrock.Ingestion;

/// <summary>A document can't be indexed; the message says why, for its owner. Other documents can.</summary>
internal sealed class DocumentFailedException(string message, Exception? cause = null) : Exception(message, cause);
