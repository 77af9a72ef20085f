using Ganban.Server.Tests.Processes;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Observation;

/// <summary>What a collector sees of invocations.</summary>
public sealed class TelemetryTests
{
    private const string Haiku = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly object Hi = new
    {
        messages = new[] { new { role = "user", content = new[] { new { text = "a secret of mine" } } } },
        inferenceConfig = new { maxTokens = 4 },
    };

    [Fact]
    public async Task Measurements_and_spans_reach_the_collector_without_prompts()
    {
        await using var collector = new OtlpDouble();
        var server = new GanbanServer();
        server.Environment["GANBAN__TELEMETRY__OTLPENDPOINT"] = collector.Address.ToString();
        server.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
        server.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
        await server.InitializeAsync();
        try
        {
            using var http = new SignedHttp(server.Address);
            using var answered = await http.Post($"/model/{Haiku}/converse", Hi);
            answered.EnsureSuccessStatusCode();
            using var refused = await http.Post($"/model/{Haiku}/invoke", new { no = "format" });

            var spans = await collector.Received("/v1/traces", "ValidationException");
            var texts = new[]
            {
                "chat " + Haiku, "gen_ai.operation.name", "gen_ai.usage.output_tokens", "ganban-2",
                answered.Headers.GetValues("x-amzn-RequestId").Single(), "error.type",
            };
            Assert.All(texts, text => Assert.Contains(text, spans, StringComparison.Ordinal));
            var measurements = await collector.Received("/v1/metrics", "ganban.invocations.client_errors");
            var names = new[] { "ganban.invocations.latency", "ganban.invocations.tokens", "time_to_first_token", Haiku };
            Assert.All(names, name => Assert.Contains(name, measurements, StringComparison.Ordinal));
            Assert.DoesNotContain("a secret of mine", spans + measurements, StringComparison.Ordinal);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_address_that_is_none_is_refused_at_start()
    {
        var run = await ProgramRun.Ganban(
            new Dictionary<string, string> { ["GANBAN__TELEMETRY__OTLPENDPOINT"] = "collector:4317" }, "serve", "--port", "0");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("Ganban:Telemetry:OtlpEndpoint", run.Error + run.Output, StringComparison.Ordinal);
    }
}
