using System.Threading.Channels;
using Ganban.Functions.Processes;

namespace Ganban.Functions.Execution;

/// <summary>
/// A process of a function, and what it and the server say to each other: it asks for the next event, answers it, and
/// asks again. It handles one event at a time.
/// </summary>
internal sealed class ExecutionEnvironment : IDisposable
{
    private readonly Channel<Invocation> _next = Channel.CreateBounded<Invocation>(1);
    private readonly TaskCompletionSource<FunctionAnswer?> _begun = new(
        TaskCreationOptions.RunContinuationsAsynchronously);

    private readonly ChildProcess _child;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _initMax;
    private readonly string _folder;
    private volatile Invocation? _current;
    private bool _isSpent;

    /// <summary>Starts the process.</summary>
    /// <exception cref="FunctionException">It can't be started.</exception>
    public ExecutionEnvironment(
        RunnableFunction function, string token, ProcessStart start, TimeSpan initMax, TimeProvider clock)
    {
        (Function, Token, _folder, _initMax, _clock) = (function, token, start.Folder, initMax, clock);
        Log = new EnvironmentLog(start.Command.Output);
        _child = ChildProcess.Start(start.Command);
        IdleSince = clock.GetUtcNow();
    }

    /// <summary>Whose process it is.</summary>
    public RunnableFunction Function { get; }

    /// <summary>What only this process knows: the place where it asks for events.</summary>
    public string Token { get; }

    /// <summary>What it prints.</summary>
    public EnvironmentLog Log { get; }

    /// <summary>Since when it waits for its next event.</summary>
    public DateTimeOffset IdleSince { get; set; }

    /// <summary>Whether it can handle another event.</summary>
    public bool IsUsable => !_isSpent && !_child.Exit.IsCompleted;

    /// <summary>Hands the process its next event, when there is one.</summary>
    public async Task<Invocation> Next(CancellationToken cancellationToken)
    {
        _begun.TrySetResult(null);
        var invocation = await _next.Reader.ReadAsync(cancellationToken);
        _current = invocation;
        invocation.Take();
        return invocation;
    }

    /// <summary>Takes the answer to the event that it is at; false if it is at another one.</summary>
    public bool TryAnswer(string requestId, FunctionAnswer answer) =>
        _current is { } current && current.RequestId == requestId && current.TryAnswer(answer);

    /// <summary>Takes the error because of which it could not begin.</summary>
    public void FailToBegin(FunctionAnswer error) => _begun.TrySetResult(error);

    /// <summary>
    /// Has it handle an event. Whatever the process does, this returns when the function's time is over at the latest.
    /// </summary>
    /// <param name="requestId">The call's id.</param>
    /// <param name="arn">The function as it was called.</param>
    /// <param name="given">The event.</param>
    /// <returns>The answer, and what kept it from answering; null if the event must go to another process.</returns>
    public async Task<(FunctionAnswer Answer, FunctionFailure? Failure)?> Run(
        string requestId, string arn, FunctionEvent given)
    {
        if (await Begin(requestId) is { } failed)
        {
            _isSpent = true;
            return failed;
        }

        var timeMax = Function.TimeMax;
        var invocation = new Invocation(requestId, arn, given, _clock.GetUtcNow() + timeMax);
        _next.Writer.TryWrite(invocation);
        using var answered = new CancellationTokenSource();
        var late = Task.Delay(timeMax, _clock, answered.Token);
        await Task.WhenAny(invocation.Answer, _child.Exit, late);
        await answered.CancelAsync();
        if (invocation.Answer.IsCompletedSuccessfully)
        {
            return (await invocation.Answer, null);
        }

        _isSpent = true;
        if (!_child.Exit.IsCompleted)
        {
            return (RunErrors.TimedOut(requestId, timeMax), FunctionFailure.TimedOut);
        }

        return invocation.IsTaken
            ? (RunErrors.Exited(requestId, await _child.Exit), FunctionFailure.Unavailable)
            : null;
    }

    /// <summary>Kills the process with all that it has started.</summary>
    public void Kill()
    {
        _isSpent = true;
        _child.Kill();
    }

    /// <summary>Kills the process and removes its folder.</summary>
    public void Dispose()
    {
        Kill();
        _child.Dispose();
        RemovableFolder.Remove(_folder);
    }

    private async Task<(FunctionAnswer, FunctionFailure?)?> Begin(string requestId)
    {
        if (!_begun.Task.IsCompleted)
        {
            using var begun = new CancellationTokenSource();
            await Task.WhenAny(_begun.Task, _child.Exit, Task.Delay(_initMax, _clock, begun.Token));
            await begun.CancelAsync();
        }

        return _begun.Task.IsCompleted ? await _begun.Task is { } error ? (error, null) : null
            : _child.Exit.IsCompleted ? (RunErrors.Exited(requestId, await _child.Exit), FunctionFailure.Unavailable)
            : (RunErrors.InitTimedOut(requestId, _initMax), FunctionFailure.TimedOut);
    }
}
