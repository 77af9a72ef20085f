using Polly;
using Polly.Retry;

namespace Ganban.Inference.Remote;

/// <summary>
/// Asks again when an engine can't be reached, can't serve now (502, 503) or has too much to do (429): after a wait
/// that doubles, with some chance in it, or after as long as the engine asks for.
/// </summary>
internal static class EngineRetries
{
    // Who is asked to wait longer is better told so.
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(30);

    /// <summary>The pipeline of an engine.</summary>
    public static ResiliencePipeline Of(RemoteEngineOptions options, TimeProvider clock)
    {
        if (options.Retries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        var retries = new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = WaitMax,
            ShouldHandle = static arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is RemoteEngineException e && IsPassing(e)),
            DelayGenerator = static arguments => ValueTask.FromResult(
                (arguments.Outcome.Exception as RemoteEngineException)?.RetryAfter),
        };
        return new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(retries).Build();
    }

    private static bool IsPassing(RemoteEngineException e) =>
        e.Fault is RemoteFault.Unreachable or RemoteFault.Unavailable or RemoteFault.NotReady or RemoteFault.Busy
        && (e.RetryAfter is null || e.RetryAfter <= WaitMax);
}
