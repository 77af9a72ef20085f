using Ganban.Bedrock.Observation;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Ganban.Server.Hosting;

/// <summary>Sends measurements and spans to a collector, where one is configured.</summary>
internal static class TelemetrySetup
{
    private const string EngineMeter = "Ganban.Inference";

    public static void Add(IServiceCollection services, TelemetrySettings settings)
    {
        if (settings.OtlpEndpoint is not { } endpoint)
        {
            return;
        }

        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("ganban"))
            .WithMetrics(metrics => metrics
                .AddMeter(ObservationModule.MeterName, EngineMeter)
                .AddOtlpExporter(exporter => Send(exporter, endpoint, "v1/metrics")))
            .WithTracing(tracing => tracing
                .AddSource(ObservationModule.MeterName)
                .AddOtlpExporter(exporter => Send(exporter, endpoint, "v1/traces")));
    }

    private static void Send(OtlpExporterOptions exporter, Uri endpoint, string path)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/" + path);
    }
}
