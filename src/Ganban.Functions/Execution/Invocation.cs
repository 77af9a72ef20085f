namespace Ganban.Functions.Execution;

/// <summary>An event on its way through a function's process.</summary>
/// <param name="RequestId">Its id.</param>
/// <param name="Arn">The function as it was called.</param>
/// <param name="Event">The event.</param>
/// <param name="DeadlineAt">When the function must have answered.</param>
internal sealed record Invocation(string RequestId, string Arn, FunctionEvent Event, DateTimeOffset DeadlineAt)
{
    private readonly TaskCompletionSource<FunctionAnswer> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with what the process answers.</summary>
    public Task<FunctionAnswer> Answer => _answer.Task;

    /// <summary>Whether the process has taken the event.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Notes that the process has taken it.</summary>
    public void Take() => IsTaken = true;

    /// <summary>Takes the process's answer; false if it has one.</summary>
    public bool TryAnswer(FunctionAnswer answer) => _answer.TrySetResult(answer);
}
