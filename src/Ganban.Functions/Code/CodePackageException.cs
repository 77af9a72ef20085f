namespace Ganban.Functions.Code;

/// <summary>A package of code can't be used. The message says why, for the caller's eyes.</summary>
/// <param name="message">The sentence for the caller.</param>
/// <param name="inner">What led here.</param>
public sealed class CodePackageException(string message, Exception? inner = null) : Exception(message, inner);
