using Ganban.Bedrock.Engines;

namespace Ganban.Server.Hosting;

/// <summary>
/// Opens the engines once the server listens, so that the first request doesn't wait; readiness waits for it.
/// </summary>
internal sealed partial class WarmUp(
    ModelEngines engines,
    IHostApplicationLifetime lifetime,
    ILogger<WarmUp> logger) : BackgroundService
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether the engines are open.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Whether the engines can't be opened; the server is stopping then.</summary>
    public bool HasFailed => _ready.Task.IsFaulted;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(stoppingToken);
        try
        {
            LogEngines(engines.Text.Name, engines.Embedding.Name);
            _ready.SetResult();
        }
        catch (Exception e)
        {
            LogFailed(e.Message);
            _ready.SetException(e);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Every text model of the catalog is answered by {TextEngine}, every embedding model by {EmbeddingEngine}: small engines that Ganban carries, not the models whose names they answer to")]
    private partial void LogEngines(string textEngine, string embeddingEngine);

    [LoggerMessage(2, LogLevel.Critical, "The engines can't be opened, so the server stops: {Reason}")]
    private partial void LogFailed(string reason);
}
