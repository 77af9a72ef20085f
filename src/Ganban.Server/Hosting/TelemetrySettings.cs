namespace Ganban.Server.Hosting;

/// <summary>Where measurements and spans are sent: section <c>Ganban:Telemetry</c>.</summary>
public sealed class TelemetrySettings
{
    /// <summary>The address of a collector of OTLP over HTTP; absent: nothing is sent.</summary>
    public Uri? OtlpEndpoint { get; set; }

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (OtlpEndpoint is not null && !(OtlpEndpoint.IsAbsoluteUri && OtlpEndpoint.Scheme is ("http" or "https")))
        {
            yield return "Ganban:Telemetry:OtlpEndpoint must be an address such as http://127.0.0.1:4318, not "
                + $"'{OtlpEndpoint.OriginalString}'.";
        }
    }
}
