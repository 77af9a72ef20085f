using System.Diagnostics.Metrics;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Observation;
using Ganban.Contracts;
using Ganban.Protocol.Callers;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Bedrock.Tests.Observation;

public sealed class InvocationMeterTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<string> _counted = [];
    private readonly InvocationMeter _meter;

    public InvocationMeterTests()
    {
        _meter = new InvocationMeter(_services.GetRequiredService<IMeterFactory>());
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope == _services.GetRequiredService<IMeterFactory>())
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
            _counted.Add($"{instrument.Name[7..]} {value}{Kind(tags)}"));
        _listener.Start();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
        _services.Dispose();
    }

    [Theory]
    [InlineData("ValidationException", 400, "invocations.client_errors 1")]
    [InlineData("ThrottlingException", 429, "invocations.throttles 1")]
    [InlineData("ModelNotReadyException", 429, "invocations.server_errors 1")]
    [InlineData("InternalServerException", 500, "invocations.server_errors 1")]
    public void An_error_is_counted_by_whose_fault_it_is(string code, int status, string counted)
    {
        _meter.Record(Invocation(new InvocationNotes()) with { Error = new ModelledException(code, status, "No.") });

        Assert.Equal(["invocations 1", counted], _counted);
    }

    [Fact]
    public void Tokens_are_counted_by_kind()
    {
        var notes = new InvocationNotes();
        notes.Add(new ChatStep.Started(5, new CacheUse(32, 64)));
        notes.Add(new ChatStep.Text("Good", 1));

        _meter.Record(Invocation(notes) with { IsAbandoned = true });

        Assert.Equal(
            [
                "invocations 1", "invocations.tokens 5 input", "invocations.tokens 1 output",
                "invocations.tokens 32 cache_read", "invocations.tokens 64 cache_write",
            ],
            _counted);
    }

    private static FinishedInvocation Invocation(InvocationNotes notes) => new()
    {
        Operation = "Converse",
        Caller = new Caller("123456789012", "us-east-1", "arn:aws:iam::123456789012:root"),
        RequestId = "00000000-0000-0000-0000-000000000000",
        At = DateTimeOffset.UnixEpoch,
        Took = TimeSpan.FromSeconds(1),
        ModelId = "a",
        Notes = notes,
    };

    private static string Kind(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (key, value) in tags)
        {
            if (key == "kind")
            {
                return " " + value;
            }
        }

        return "";
    }
}
