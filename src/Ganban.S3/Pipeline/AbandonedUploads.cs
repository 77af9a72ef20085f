using Ganban.Storage.Objects;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.S3.Pipeline;

/// <summary>Gives up uploads in parts that nobody completed in a week.</summary>
internal sealed partial class AbandonedUploads(
    IBucketStore store, TimeProvider clock, ILogger<AbandonedUploads> logger) : BackgroundService
{
    private static readonly TimeSpan s_age = TimeSpan.FromDays(7);
    private static readonly TimeSpan s_interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(s_interval, clock);
        do
        {
            try
            {
                var count = await store.AbortUploadsBegunBefore(clock.GetUtcNow() - s_age, stoppingToken);
                if (count > 0)
                {
                    LogAborted(count, s_age.TotalDays);
                }
            }
            catch (IOException e)
            {
                LogFailed(e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Information, "Gave up {Count} uploads that nobody completed in {Days} days")]
    private partial void LogAborted(int count, double days);

    [LoggerMessage(2, LogLevel.Warning, "Abandoned uploads can't be removed now: {Reason}")]
    private partial void LogFailed(string reason);
}
