namespace Ganban.Bedrock.BatchInference;

/// <summary>A job can't go on, for a reason that its owner can remove.</summary>
/// <param name="message">The reason; it becomes the job's message.</param>
/// <param name="inner">What led here.</param>
internal sealed class BatchFailedException(string message, Exception? inner = null) : Exception(message, inner);
