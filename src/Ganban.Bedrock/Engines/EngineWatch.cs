using System.Diagnostics.Metrics;
using Ganban.Bedrock.Observation;
using Ganban.Inference.Remote;
using Microsoft.Extensions.Logging;

namespace Ganban.Bedrock.Engines;

/// <summary>Tells log and meter how the engines are.</summary>
public sealed partial class EngineWatch : IDisposable
{
    private readonly ILogger<EngineWatch> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _fallbacks;

    /// <summary>Makes the instruments.</summary>
    public EngineWatch(IMeterFactory meters, ILogger<EngineWatch> logger)
    {
        _logger = logger;
        _meter = meters.Create(ObservationModule.MeterName);
        _fallbacks = _meter.CreateCounter<long>(
            "ganban.engine.fallbacks", "{request}", "Requests that another engine was asked after this one failed");
    }

    /// <summary>Shows from now on whether these engines answer.</summary>
    public void Show(IEnumerable<Engine> engines)
    {
        var shown = engines.ToList();
        _meter.CreateObservableGauge(
            "ganban.engine.healthy",
            () => shown.Select(engine => new Measurement<int>(
                engine.Health.IsGood ? 1 : 0, new KeyValuePair<string, object?>("engine", engine.Name))),
            description: "1 for an engine that answers its health check, 0 for one that does not");
    }

    /// <summary>An engine's health was looked at.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="isGood">Whether it answers.</param>
    /// <param name="reason">What is wrong; null for nothing.</param>
    public void Seen(Engine engine, bool isGood, string? reason)
    {
        if (!engine.Health.Report(isGood))
        {
            return;
        }

        if (isGood)
        {
            LogHealthy(engine.Name);
        }
        else
        {
            LogUnhealthy(engine.Name, reason ?? "it does not answer");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    internal void StandsIn(Engine engine, string next, Exception cause)
    {
        _fallbacks.Add(1, new KeyValuePair<string, object?>("engine", engine.Name));
        LogFallback(engine.Name, next, cause.Message);
        var fault = cause as RemoteEngineException ?? cause.InnerException as RemoteEngineException;
        if (engine.Health.IsWatched && fault?.Fault == RemoteFault.Unreachable)
        {
            Seen(engine, isGood: false, cause.Message);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "The engine {Engine} failed, {Next} is asked in its place: {Reason}")]
    private partial void LogFallback(string engine, string next, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The engine {Engine} is unhealthy and is passed over where another can answer: {Reason}")]
    private partial void LogUnhealthy(string engine, string reason);

    [LoggerMessage(3, LogLevel.Information, "The engine {Engine} is healthy")]
    private partial void LogHealthy(string engine);
}
