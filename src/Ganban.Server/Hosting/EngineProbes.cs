using Ganban.Bedrock.Engines;

namespace Ganban.Server.Hosting;

/// <summary>Looks regularly whether the engines that ask for it answer, from the start of the server on.</summary>
internal sealed class EngineProbes(ConfiguredEngines engines, EngineWatch watch, TimeProvider clock)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (engines.Probed.Count > 0)
        {
            watch.Show(engines.Probed.Select(probed => probed.Engine));
            await Task.WhenAll(engines.Probed.Select(probed => Look(probed, stoppingToken)));
        }
    }

    private async Task Look(ProbedEngine probed, CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(probed.Interval, clock);
        try
        {
            do
            {
                var problem = await probed.Probe.Problem(stoppingToken);
                watch.Seen(probed.Engine, problem is null, problem);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
