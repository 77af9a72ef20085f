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

    /// <summary>Whether they can't be opened; the server stops then.</summary>
    public bool HasFailed => _ready.Task.IsFaulted;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            LogEngines(engines.Text.Name, engines.Embedding.Name);
            _ready.SetResult();
        }
        catch (Exception e)
        {
            LogFailed(e);
            _ready.SetException(e);
            lifetime.StopApplication();
        }
    }

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Every text model of the catalog is answered by {TextEngine}, every embedding model by {EmbeddingEngine}: small engines that Ganban carries, not the models whose names they answer to")]
    private partial void LogEngines(string textEngine, string embeddingEngine);

    [LoggerMessage(2, LogLevel.Critical, "The engines can't be opened; the server stops")]
    private partial void LogFailed(Exception exception);
}
