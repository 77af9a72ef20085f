using System.Diagnostics;
using System.Diagnostics.Metrics;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Observation;

/// <summary>
/// Counts invocations: the instruments of the meter <see cref="Name"/>. Every measurement is tagged with operation,
/// account, and the catalog's id of the model; never with what a caller made up.
/// </summary>
internal sealed class InvocationMeter : IDisposable
{
    /// <summary>The name of meter and activity source.</summary>
    public const string Name = "Ganban.Bedrock";

    private readonly Meter _meter;
    private readonly Counter<long> _invocations;
    private readonly Counter<long> _clientErrors;
    private readonly Counter<long> _serverErrors;
    private readonly Counter<long> _throttles;
    private readonly Counter<long> _tokens;
    private readonly Histogram<double> _latency;
    private readonly Histogram<double> _timeToFirstToken;

    public InvocationMeter(IMeterFactory meters)
    {
        _meter = meters.Create(Name);
        _invocations = _meter.CreateCounter<long>("ganban.invocations", "{invocation}", "Invocations that are over");
        _clientErrors = _meter.CreateCounter<long>(
            "ganban.invocations.client_errors", "{invocation}", "Refused as the caller's fault, throttles aside");
        _serverErrors = _meter.CreateCounter<long>(
            "ganban.invocations.server_errors", "{invocation}", "Ended by a fault of the server or its engine");
        _throttles = _meter.CreateCounter<long>(
            "ganban.invocations.throttles", "{invocation}", "Refused for want of a free place, or by a quota");
        _tokens = _meter.CreateCounter<long>("ganban.invocations.tokens", "{token}", "Tokens by kind");
        _latency = _meter.CreateHistogram<double>(
            "ganban.invocations.latency", "s", "From the validated caller to the last byte, of successes");
        _timeToFirstToken = _meter.CreateHistogram<double>(
            "ganban.invocations.time_to_first_token", "s", "From the engine's start to the first word, of successes");
    }

    /// <summary>Counts an invocation that is over.</summary>
    public void Record(FinishedInvocation invocation)
    {
        var notes = invocation.Notes;
        var tags = new TagList
        {
            { "model", notes.Model?.Id ?? "unknown" },
            { "operation", invocation.Operation },
            { "account", invocation.Caller.Account },
        };
        _invocations.Add(1, tags);
        Tokens(notes.InputTokens, "input", tags);
        Tokens(notes.OutputTokens, "output", tags);
        Tokens(notes.Cache?.ReadTokens, "cache_read", tags);
        Tokens(notes.Cache?.WrittenTokens, "cache_write", tags);
        if (invocation.Error is { } error)
        {
            Counter(error).Add(1, tags);
        }
        else if (!invocation.IsAbandoned)
        {
            _latency.Record(invocation.Took.TotalSeconds, tags);
            if (notes.FirstTokenMilliseconds is { } milliseconds)
            {
                _timeToFirstToken.Record(milliseconds / 1000.0, tags);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // An engine that is not there yet has the status of a throttle, and is nobody's quota.
    private Counter<long> Counter(ModelledException error) =>
        error.Code == nameof(ModelNotReadyException) ? _serverErrors
        : error.Status == 429 ? _throttles
        : error.Status < 500 ? _clientErrors
        : _serverErrors;

    private void Tokens(int? count, string kind, TagList tags)
    {
        if (count is > 0 and var tokens)
        {
            tags.Add("kind", kind);
            _tokens.Add(tokens, tags);
        }
    }
}
