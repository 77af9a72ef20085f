using System.Diagnostics.Metrics;
using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>
/// What an engine does, as instruments of the meter <c>Ganban.Inference</c>, each tagged with the model's name. They
/// are read when somebody listens and cost nothing else.
/// </summary>
internal sealed class ServingMetrics : IDisposable
{
    private readonly Meter _meter = new("Ganban.Inference");
    private readonly KeyValuePair<string, object?> _model;

    /// <summary>Offers an engine's counts.</summary>
    public ServingMetrics(LanguageModel model, ServingCounts counts)
    {
        _model = new("model", model.Name);
        Now("streams.running", "{stream}", "Streams that have a place.", () => counts.Running);
        Now("streams.waiting", "{stream}", "Requests that wait for a place.", () => counts.Waiting);
        Now("streams.preempted", "{stream}", "Streams computed again later.", () => counts.Preempted);
        Now("tokens.pending", "{token}", "Tokens of running prompts not computed yet.", () => counts.PendingTokens);
        Now("kv.blocks", "{block}", "Blocks of keys and values in use.",
            () => model.Cache.Blocks - model.Cache.FreeBlocks);
        Now("kv.prefix_blocks", "{block}", "Those of them that prefixes hold.", () => counts.PrefixBlocks);
        Total("streams.started", "{stream}", "Streams that got a place.", () => counts.Started);
        Total("streams.refused", "{stream}", "Requests that a full queue refused.", () => counts.Refused);
        Total("streams.failed", "{stream}", "Streams that a failed computation ended.", () => counts.Failed);
        Total("steps", "{step}", "Forward passes.", () => counts.Steps);
        Total("tokens.prefilled", "{token}", "Tokens of prompts computed.", () => counts.PromptTokens);
        Total("tokens.decoded", "{token}", "Tokens of answers computed.", () => counts.AnswerTokens);
        Total("tokens.cache_read", "{token}", "Tokens of prompts found in the prefix cache.",
            () => counts.CacheReadTokens);
        Total("kv.evictions", "{block}", "Blocks of prefixes given up.", () => counts.Evictions);
        Total("preemptions", "{stream}", "Streams that gave up their memory.", () => counts.Preemptions);
    }

    /// <summary>Takes the instruments back.</summary>
    public void Dispose() => _meter.Dispose();

    private void Now(string name, string unit, string description, Func<long> value) =>
        _meter.CreateObservableUpDownCounter(
            $"ganban.{name}", () => new Measurement<long>(value(), _model), unit, description);

    private void Total(string name, string unit, string description, Func<long> value) =>
        _meter.CreateObservableCounter(
            $"ganban.{name}", () => new Measurement<long>(value(), _model), unit, description);
}
