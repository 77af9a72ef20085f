using System.Globalization;
using System.Text.Json.Nodes;

namespace Ganban.Functions.Execution;

/// <summary>The error objects that Lambda itself answers in a function's place, in its words.</summary>
internal static class RunErrors
{
    private const int SignalBase = 128;
    private const int Kill = 9;

    public static FunctionAnswer TimedOut(string requestId, TimeSpan timeMax) => Object(
        "Sandbox.Timedout",
        string.Create(
            CultureInfo.InvariantCulture,
            $"RequestId: {requestId} Error: Task timed out after {timeMax.TotalSeconds:F2} seconds"));

    public static FunctionAnswer Exited(string requestId, int exitCode) => Object(
        "Runtime.ExitError",
        exitCode == 0
            ? $"RequestId: {requestId} Error: Runtime exited without providing a reason"
            : $"RequestId: {requestId} Error: Runtime exited with error: {Reason(exitCode)}");

    public static FunctionAnswer InitTimedOut(string requestId, TimeSpan timeMax) => Object(
        "Sandbox.Timedout",
        string.Create(
            CultureInfo.InvariantCulture,
            $"RequestId: {requestId} Error: Init timed out after {timeMax.TotalSeconds:F2} seconds"));

    public static FunctionAnswer CannotStart(string requestId, string reason) =>
        Object("Runtime.InvalidEntrypoint", $"RequestId: {requestId} Error: {reason}");

    public static FunctionAnswer NotJson() =>
        Object("Runtime.InvalidResponse", "The function's answer is not JSON in UTF-8, or has more than 128 levels.");

    public static FunctionAnswer TooLarge() => Object(
        "Function.ResponseSizeTooLarge",
        $"Response payload size exceeded maximum allowed payload size ({FunctionLimits.AnswerBytesMax} bytes).");

    private static string Reason(int exitCode) => exitCode switch
    {
        <= SignalBase => $"exit status {exitCode}",
        SignalBase + Kill => "signal: killed",
        _ => $"signal: {exitCode - SignalBase}",
    };

    private static FunctionAnswer Object(string errorType, string errorMessage)
    {
        var error = new JsonObject { ["errorType"] = errorType, ["errorMessage"] = errorMessage };
        return new FunctionAnswer(System.Text.Encoding.UTF8.GetBytes(error.ToJsonString()), FunctionAnswer.Unhandled);
    }
}
