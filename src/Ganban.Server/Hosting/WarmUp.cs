using System.Security.Cryptography.X509Certificates;
using Ganban.Bedrock.Engines;
using Ganban.Bedrock.FoundationModels;
using Ganban.Contracts.Bedrock;

namespace Ganban.Server.Hosting;

/// <summary>
/// Opens the engines and makes the TLS certificate once the server listens, so that the first request doesn't wait and
/// clients find the certificate to trust; readiness waits for it.
/// </summary>
internal sealed partial class WarmUp(
    ModelEngines engines,
    CarriedEngines carried,
    ModelCatalog catalog,
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
            LogBindings();

            await OpenCarried(stoppingToken);
            _ = certificate.Value;
            _ready.SetResult();
        }
        catch (Exception e) when (!stoppingToken.IsCancellationRequested)
        {
            LogFailed(e.Message);
            _ready.SetException(e);
            lifetime.StopApplication();
        }
    }

    private void LogBindings()
    {
        foreach (var (pattern, choice) in engines.Bindings)
        {
            if (choice is { Shares: [{ Engine.Name: EngineKind.Carried }], Fallbacks: [] })
            {
                continue;
            }

            foreach (var (engine, weight) in choice.Shares)
            {
                var share = choice.Shares.Count > 1 ? $", weight {weight} of {choice.Shares.Sum(one => one.Weight)}" : "";
                LogBinding(pattern.Text, engine.Name, engine.About + share);
            }

            foreach (var engine in choice.Fallbacks)
            {
                LogFallback(pattern.Text, engine.Name, engine.About);
            }
        }
    }

    private async Task OpenCarried(CancellationToken cancellationToken)
    {
        var text = catalog.Models.Where(model => model.OutputModalities.Contains(ModelModality.Text))
            .ToLookup(model => IsCarried(engines.TextBinding(model)));
        var embedding = catalog.Models.Where(model => model.OutputModalities.Contains(ModelModality.Embedding))
            .ToLookup(model => IsCarried(engines.EmbeddingBinding(model)));
        if (engines.Bindings.Any(binding => binding.Choice.Fallbacks.Any(IsCarried)) || text[true].Any())
        {
            await carried.Open(cancellationToken);
        }

        if (text[true].Any())
        {
            LogCarried(text[false].Any() ? "other " : "", "text", carried.Engine.Text!.Name);
        }

        if (embedding[true].Any())
        {
            LogCarried(embedding[false].Any() ? "other " : "", "embedding", carried.Engine.Embedding!.Name);
        }
    }

    private static bool IsCarried(EngineBinding? binding) =>
        binding?.Choice.Shares.Any(share => IsCarried(share.Engine)) == true;

    private static bool IsCarried(Engine engine) => engine.Name == EngineKind.Carried;

    [LoggerMessage(
        1,
        LogLevel.Information,
        "Every {Other}{Kind} model of the catalog is answered by {Engine}: one of the small engines that Ganban carries, not the models whose names they answer to")]
    private partial void LogCarried(string other, string kind, string engine);

    [LoggerMessage(3, LogLevel.Information, "Models {Pattern} are answered by the engine {Engine} ({About})")]
    private partial void LogBinding(string pattern, string engine, string about);

    [LoggerMessage(4, LogLevel.Information, "Models {Pattern} fall back to the engine {Engine} ({About})")]
    private partial void LogFallback(string pattern, string engine, string about);

    [LoggerMessage(2, LogLevel.Critical, "The engines or the certificate can't be opened, so the server stops: {Reason}")]
    private partial void LogFailed(string reason);
}
