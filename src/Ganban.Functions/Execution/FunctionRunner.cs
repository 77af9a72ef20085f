using System.Diagnostics;
using Ganban.Functions.Code;
using Ganban.Functions.Records;
using Ganban.Storage;

namespace Ganban.Functions.Execution;

/// <summary>Runs this server's functions. Safe for concurrent use.</summary>
public sealed class FunctionRunner
{
    private const int TriesMax = 3; // A process may die of itself between two calls; another takes the call then.
    private readonly StoredFunctions _functions;
    private readonly CodeFolders _code;
    private readonly EnvironmentPool _pool;
    private readonly FunctionLog _log;
    private readonly ReservedPlaces _places = new();

    internal FunctionRunner(StoredFunctions functions, CodeFolders code, EnvironmentPool pool, FunctionLog log) =>
        (_functions, _code, _pool, _log) = (functions, code, pool, log);

    /// <summary>Runs a function to its end. That it fails, or takes too long, is a result.</summary>
    /// <param name="function">The function.</param>
    /// <param name="given">What it is called with.</param>
    /// <param name="cancellationToken">Ends the waiting; a function that runs is left to its end.</param>
    /// <exception cref="FunctionException">There is no such function, or too many calls run or wait.</exception>
    public async Task<FunctionRun> Run(
        FunctionReference function, FunctionEvent given, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(given);
        var stored = await _functions.Find(function, cancellationToken)
            ?? throw new FunctionException(
                FunctionFailure.NotFound,
                $"Function not found: {function.QualifiedArn}");
        var runnable = new RunnableFunction(
            function,
            stored.Version.Length == 0 ? FunctionReference.Latest : stored.Version,
            stored.Document,
            _code.TaskFolder(function.Tenant, stored.Document.Code));
        var place = await Place(function, stored, cancellationToken);

        // The caller may go; the function goes on to its end, and has its place as long.
        return await Run(runnable, given, place, cancellationToken).WaitAsync(cancellationToken);
    }

    /// <summary>Ends what waits for calls of a function that was changed or deleted.</summary>
    public void Retire(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _pool.EndIdleOf(function.Arn);
    }

    /// <summary>Removes a deleted function's log.</summary>
    public void RemoveLog(FunctionReference function)
    {
        ArgumentNullException.ThrowIfNull(function);
        _log.Remove(function.Tenant, function.Name);
    }

    private async Task<IDisposable?> Place(
        FunctionReference function, Stored<FunctionRecord> called, CancellationToken cancellationToken)
    {
        var whole = called.Version.Length == 0 ? called
            : await _functions.Find(function with { Qualifier = null }, cancellationToken);
        return whole?.Document.ReservedConcurrency is { } max ? _places.Take(function, max) : null;
    }

    private async Task<FunctionRun> Run(
        RunnableFunction function, FunctionEvent given, IDisposable? place, CancellationToken cancellationToken)
    {
        using (place)
        {
            for (var tries = 1; ; tries++)
            {
                var run = await Try(function, given, isLast: tries == TriesMax, cancellationToken);
                if (run is not null)
                {
                    return run;
                }
            }
        }
    }

    private async Task<FunctionRun?> Try(
        RunnableFunction function, FunctionEvent given, bool isLast, CancellationToken cancellationToken)
    {
        var requestId = Guid.NewGuid().ToString();
        ExecutionEnvironment environment;
        try
        {
            environment = await _pool.Take(function, cancellationToken);
        }
        catch (FunctionException e) when (e.Failure == FunctionFailure.Unavailable)
        {
            var failed = RunErrors.CannotStart(requestId, e.Message);
            return await End(function, requestId, failed, e.Failure, default, TimeSpan.Zero);
        }

        return await Run(function, environment, requestId, given, isLast);
    }

    private async Task<FunctionRun?> Run(
        RunnableFunction function,
        ExecutionEnvironment environment,
        string requestId,
        FunctionEvent given,
        bool isLast)
    {
        await Task.Yield();
        var started = Stopwatch.GetTimestamp();
        try
        {
            var result = await environment.Run(requestId, function.Reference.QualifiedArn, given);
            if (result is null && !isLast)
            {
                return null;
            }

            var (answer, failure) = result ?? (RunErrors.Exited(requestId, 0), FunctionFailure.Unavailable);
            if (failure is null && !JsonText.IsJson(answer.Payload.Span))
            {
                (answer, failure) = (RunErrors.NotJson(), FunctionFailure.BadAnswer);
            }

            if (!environment.IsUsable)
            {
                environment.Kill();
            }

            var printed = await environment.Log.ReadNew();
            return await End(function, requestId, answer, failure, printed, Stopwatch.GetElapsedTime(started));
        }
        finally
        {
            _pool.Return(environment);
        }
    }

    private async Task<FunctionRun> End(
        RunnableFunction function,
        string requestId,
        FunctionAnswer answer,
        FunctionFailure? failure,
        ReadOnlyMemory<byte> printed,
        TimeSpan duration)
    {
        var error = failure is null ? null : answer.Complaint;
        var tail = await _log.Write(function, requestId, printed, duration, error);
        return new FunctionRun(requestId, answer, function.Version, tail, failure);
    }
}
