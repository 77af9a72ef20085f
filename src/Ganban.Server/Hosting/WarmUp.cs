using System.Security.Cryptography.X509Certificates;
using Ganban.Bedrock.Engines;

namespace Ganban.Server.Hosting;

/// <summary>
/// Opens the engines and makes the TLS certificate once the server listens, so that the first request doesn't wait and
/// clients find the certificate to trust; readiness waits for it.
/// </summary>
internal sealed partial class WarmUp(
    ModelEngines engines,
    Lazy<X509Certificate2> certificate,
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
            _ = certificate.Value;
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

    [LoggerMessage(2, LogLevel.Critical, "The engines or the certificate can't be opened, so the server stops: {Reason}")]
    private partial void LogFailed(string reason);
}
