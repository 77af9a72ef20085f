namespace Ganban.Bedrock.Ingestion;

/// <summary>A job can't go on; the message says why, for whoever started it.</summary>
internal sealed class IngestionFailedException(string message, Exception? cause = null) : Exception(message, cause);
