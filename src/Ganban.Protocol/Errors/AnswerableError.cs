using Ganban.Contracts;

namespace Ganban.Protocol.Errors;

/// <summary>Makes an error that can be answered out of anything that was thrown.</summary>
public static class AnswerableError
{
    /// <summary>The error to answer.</summary>
    /// <param name="exception">What was thrown.</param>
    /// <param name="reportFault">Told of what is a fault of ours; the answer tells nothing of it.</param>
    /// <param name="stop">Cancelled when the server stops; the caller is known to be there still.</param>
    public static ModelledException Of(Exception exception, Action<Exception> reportFault, CancellationToken stop)
    {
        if (exception is OperationCanceledException && stop.IsCancellationRequested)
        {
            return new(
                "ServiceUnavailableException", 503, "The server is stopping. Try your request again later.", exception);
        }

        if (ErrorResponse.Known(exception) is { } known)
        {
            return known;
        }

        reportFault(exception);
        return ErrorResponse.Fault(exception);
    }
}
