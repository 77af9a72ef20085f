using System.Diagnostics;
using Ganban.Inference.Models;

namespace Ganban.Bench.Engine;

/// <summary>The engine's own figures.</summary>
internal sealed class EngineBench : IDisposable
{
    private readonly LanguageModel _model;
    private readonly ForwardBatch _batch = new();
    private readonly long _startBytes;

    public EngineBench(BenchOptions options)
    {
        _startBytes = PrivateBytes();
        var watch = Stopwatch.StartNew();
        _model = LanguageModel.Open(options.Model, new LanguageModelOptions
        {
            Threads = options.Threads,
            KvFormat = options.Kv,
        });
        OpenMilliseconds = watch.Elapsed.TotalMilliseconds;
        using var sequence = _model.CreateSequence(1);
        Forward((sequence, 1));
        FirstTokenMilliseconds = watch.Elapsed.TotalMilliseconds;
    }

    public double OpenMilliseconds { get; }

    public double FirstTokenMilliseconds { get; }

    /// <summary>Tokens per second of a prompt.</summary>
    public double Prefill(int tokens)
    {
        using var sequence = _model.CreateSequence(tokens);
        var watch = Stopwatch.StartNew();
        Forward((sequence, tokens));
        return tokens / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Tokens per second of one stream.</summary>
    public double Decode(int tokens, int depth)
    {
        using var sequence = _model.CreateSequence(depth + tokens + 1);
        Forward((sequence, depth + 1));
        var watch = Stopwatch.StartNew();
        for (var token = 0; token < tokens; token++)
        {
            Forward((sequence, 1));
        }

        return tokens / watch.Elapsed.TotalSeconds;
    }

    /// <summary>Tokens per second of several streams together.</summary>
    public double DecodeStreams(int tokens, int streams)
    {
        var sequences = Enumerable.Range(0, streams).Select(_ => _model.CreateSequence(tokens + 1)).ToArray();
        var parts = sequences.Select(sequence => (sequence, 1)).ToArray();
        Forward(parts);
        var watch = Stopwatch.StartNew();
        for (var token = 0; token < tokens; token++)
        {
            Forward(parts);
        }

        var elapsed = watch.Elapsed;
        foreach (var sequence in sequences)
        {
            sequence.Dispose();
        }

        return streams * tokens / elapsed.TotalSeconds;
    }

    /// <summary>Memory that the model took beside its mapped file, in megabytes.</summary>
    public double OwnMegabytes() => (PrivateBytes() - _startBytes) / 1e6;

    public void Dispose() => _model.Dispose();

    private static long PrivateBytes()
    {
        const string Field = "RssAnon:";
        if (!OperatingSystem.IsLinux())
        {
            return GC.GetTotalMemory(forceFullCollection: true);
        }

        var line = File.ReadLines("/proc/self/status")
            .First(text => text.StartsWith(Field, StringComparison.Ordinal));
        return long.Parse(line.AsSpan(Field.Length).Trim().ToString().Split(' ')[0]) * 1024;
    }

    private void Forward(params ReadOnlySpan<(KvSequence Sequence, int Tokens)> parts)
    {
        _batch.Clear();
        foreach (var (sequence, tokens) in parts)
        {
            var chunk = Enumerable.Range(sequence.Count, tokens).Select(position => 3 + (position * 37 % 200));
            _batch.Add(sequence, [.. chunk], 1);
        }

        _model.Forward(_batch);
    }
}
