using System.Diagnostics.Metrics;
using Ganban.Bedrock.Engines;
using Ganban.Inference.Remote;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ganban.Bedrock.Tests.Engines;

/// <summary>What the meter shows of engines.</summary>
public sealed class EngineWatchTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _shown = [];
    private readonly EngineWatch _watch;
    private readonly Engine _house = new("house", "", null, null);

    public EngineWatchTests()
    {
        var meters = _services.GetRequiredService<IMeterFactory>();
        _watch = new EngineWatch(meters, NullLogger<EngineWatch>.Instance);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == meters)
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Show(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Show(instrument, value, tags));
        _listener.Start();
        _house.Health.Watch();
        _watch.Show([_house]);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _watch.Dispose();
        _services.Dispose();
    }

    [Fact]
    public void A_gauge_shows_whether_an_engine_is_healthy()
    {
        _listener.RecordObservableInstruments();
        _watch.Seen(_house, isGood: false, "gone");
        _listener.RecordObservableInstruments();
        _watch.Seen(_house, isGood: true, null);
        _listener.RecordObservableInstruments();

        Assert.Equal(
            ["ganban.engine.healthy 1 house", "ganban.engine.healthy 0 house", "ganban.engine.healthy 1 house"], _shown);
    }

    [Theory]
    [InlineData(RemoteFault.Unreachable, false)]
    [InlineData(RemoteFault.Busy, true)]
    public async Task A_fallback_is_counted_and_who_can_not_be_reached_is_unhealthy_at_once(
        RemoteFault fault, bool isGood)
    {
        var order = new EngineOrder([_house, new Engine("spare", "", null, null)], []);

        var (answer, used) = await order.Ask(
            engine => engine == _house
                ? throw new RemoteEngineException(fault, "house", "fails.")
                : Task.FromResult("answer"),
            engine => engine.Name,
            _watch);

        Assert.Equal(("answer", "spare", "house"), (answer, used.Name, Assert.Single(used.StoodInFor)));
        Assert.Equal(["ganban.engine.fallbacks 1 house"], _shown);
        Assert.Equal(isGood, _house.Health.IsGood);
    }

    private void Show<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _shown.Add($"{instrument.Name} {value} {tags[0].Value}");
}
