using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using Ganban.Server.Hosting;

namespace Ganban.Bench.Serving;

/// <summary>
/// A whole server in this process and clients over its port, for minutes: is memory flat, and is every answer the one
/// that was due? The clients' memory is in the figures, too.
/// </summary>
internal static class Soak
{
    private const int Samples = 40;

    // What the second half's mean may exceed the second quarter's by: noise of the collector and of the traffic.
    private const double GrowthMax = 1.1;

    /// <summary>Runs and prints what it sees.</summary>
    /// <returns>Whether memory was flat and nothing went wrong.</returns>
    public static async Task<bool> Run(TimeSpan time, int clients, string? model)
    {
        var data = Directory.CreateTempSubdirectory("ganban-soak-").FullName;
        await using var app = await GanbanHost.Build(
            new Dictionary<string, string?>
            {
                ["Ganban:Port"] = "0",
                ["Ganban:Data"] = data,
                ["Ganban:Model"] = model ?? "",
                ["Logging:LogLevel:Default"] = "Error",
            },
            CancellationToken.None);
        var address = new Uri(await GanbanHost.Start(app, CancellationToken.None));
        using var meter = new Meters();
        using var end = new CancellationTokenSource(time);
        var errors = new ConcurrentBag<string>();
        var done = 0;
        var work = Enumerable.Range(0, clients).Select(number => Task.Run(async () =>
        {
            using var client = new SoakClient(address, number);
            while (!end.IsCancellationRequested)
            {
                try
                {
                    if (await client.Act(end.Token) is { } error)
                    {
                        errors.Add(error);
                    }

                    Interlocked.Increment(ref done);
                }
                catch (OperationCanceledException) when (end.IsCancellationRequested)
                {
                }
                catch (Exception exception)
                {
                    errors.Add(exception.Message);
                }
            }
        })).ToList();
        var samples = await Watch(time, meter, () => done);
        await Task.WhenAll(work);
        await app.StopAsync();
        Directory.Delete(data, recursive: true);
        return Judge(samples, errors, done);
    }

    private static async Task<List<(double Heap, double WorkingSet)>> Watch(
        TimeSpan time, Meters meters, Func<int> done)
    {
        var samples = new List<(double Heap, double WorkingSet)>();
        Console.WriteLine("seconds  requests  heap MiB  working set MiB  running  kv blocks  prefix blocks");
        var started = Stopwatch.GetTimestamp();
        using var timer = new PeriodicTimer(time / Samples);
        for (var sample = 0; sample < Samples && await timer.WaitForNextTickAsync(); sample++)
        {
            var heap = GC.GetTotalMemory(forceFullCollection: true) / (1024.0 * 1024);
            var workingSet = Environment.WorkingSet / (1024.0 * 1024);
            samples.Add((heap, workingSet));
            meters.Read();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{seconds,7:F0}  {done(),8}  {heap,8:F1}  {workingSet,15:F1}  {meters["ganban.streams.running"],7}  {meters["ganban.kv.blocks"],9}  {meters["ganban.kv.prefix_blocks"],13}"));
        }

        return samples;
    }

    private static bool Judge(
        List<(double Heap, double WorkingSet)> samples, IReadOnlyCollection<string> errors, int done)
    {
        // The first quarter fills caches.
        var early = samples[(samples.Count / 4)..(samples.Count / 2)];
        var late = samples[(samples.Count / 2)..];
        var heap = late.Average(sample => sample.Heap) / early.Average(sample => sample.Heap);
        var workingSet = late.Average(sample => sample.WorkingSet) / early.Average(sample => sample.WorkingSet);
        var isFlat = heap <= GrowthMax && workingSet <= GrowthMax;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{done} requests, {errors.Count} errors; second half to second quarter: heap {heap:F2}, working set {workingSet:F2}: {(isFlat ? "flat" : "not flat")}"));
        foreach (var error in errors.GroupBy(error => error).OrderByDescending(group => group.Count()).Take(10))
        {
            Console.WriteLine($"{error.Count()} × {error.Key}");
        }

        return isFlat && errors.Count == 0;
    }

    /// <summary>The newest values of the engine's instruments.</summary>
    private sealed class Meters : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly Dictionary<string, long> _values = [];

        public Meters()
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == "Ganban.Inference")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => _values[instrument.Name] = value);
            _listener.Start();
        }

        public long this[string name] => _values.GetValueOrDefault(name);

        public void Read() => _listener.RecordObservableInstruments();

        public void Dispose() => _listener.Dispose();
    }
}
