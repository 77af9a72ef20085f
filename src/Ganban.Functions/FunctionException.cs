namespace Ganban.Functions;

/// <summary>A function could not be run. The message says which and why, for the caller's eyes.</summary>
/// <param name="failure">What is wrong.</param>
/// <param name="message">The sentence for the caller.</param>
/// <param name="cause">The exception behind it, if any.</param>
public sealed class FunctionException(FunctionFailure failure, string message, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>What is wrong.</summary>
    public FunctionFailure Failure { get; } = failure;
}
