namespace Ganban.Functions.Execution;

/// <summary>How a call of a function of this server ended.</summary>
/// <param name="RequestId">The call's id.</param>
/// <param name="Answer">The function's answer, or an error object.</param>
/// <param name="Version">The version that ran: <c>$LATEST</c> or a number.</param>
/// <param name="LogTail">The last 4 KB of what it logged.</param>
/// <param name="Failure">What kept it from answering by itself; null if it did, even with an error.</param>
public sealed record FunctionRun(
    string RequestId,
    FunctionAnswer Answer,
    string Version,
    ReadOnlyMemory<byte> LogTail,
    FunctionFailure? Failure = null);
