namespace Ganban.Bedrock.Jobs;

/// <summary>Tells how far a job is.</summary>
internal static class JobProgress
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>Writes once a second, until cancelled.</summary>
    /// <param name="clock">The clock.</param>
    /// <param name="write">Writes how far the job is.</param>
    /// <param name="failed">Hears of what could not be written; the next second tells it.</param>
    /// <param name="cancellationToken">Ends the reports, without an exception.</param>
    public static async Task Report(
        TimeProvider clock,
        Func<CancellationToken, Task> write,
        Action<IOException> failed,
        CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                try
                {
                    await write(cancellationToken);
                }
                catch (IOException e)
                {
                    failed(e);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The job's work is over, or broken off.
        }
    }
}
