using System.Globalization;
using Ganban.Bedrock.Engines;
using Ganban.Contracts;
using Ganban.Contracts.BedrockRuntime;

namespace Ganban.Bedrock.Faults;

/// <summary>What goes wrong with an invocation on purpose.</summary>
/// <param name="Text">As it was written, such as <c>latency=200,throttle</c>.</param>
public sealed record FaultSpec(string Text)
{
    private const int LatencyMax = 600_000;

    private static readonly Dictionary<string, (string Error, string Message)> Known = new(StringComparer.Ordinal)
    {
        ["throttle"] = (nameof(ThrottlingException), "Too many requests, please wait before trying again."),
        ["timeout"] = (
            nameof(ModelTimeoutException), "Model has timed out in processing the request. Try your request again."),
        ["unavailable"] = (nameof(ServiceUnavailableException), "Bedrock is unable to process your request."),
        ["model-error"] = (
            nameof(ModelErrorException),
            "The system encountered an unexpected error during processing. Try your request again."),
        ["not-ready"] = (
            nameof(ModelNotReadyException), "Model is not ready for inference. Wait and try your request again."),
    };

    /// <summary>What can be written, in words.</summary>
    public static string Grammar { get; } =
        $"{string.Join(", ", Known.Keys)}, error=NAME, latency=MILLISECONDS, break-after=PIECES, cut-after=PIECES; "
        + "several with commas between";

    /// <summary>The name of the error that is answered; null for none.</summary>
    public string? Error { get; private init; }

    /// <summary>Milliseconds before anything else.</summary>
    public int LatencyMilliseconds { get; private init; }

    /// <summary>After how many pieces of the answer an error ends it; null: not at all.</summary>
    public int? BreakAfter { get; private init; }

    /// <summary>After how many pieces of the answer the connection is cut; null: not at all.</summary>
    public int? CutAfter { get; private init; }

    /// <summary>Reads a fault; null if the text is none.</summary>
    public static FaultSpec? Parse(string text)
    {
        var spec = new FaultSpec(text);
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            var (name, value) = part.Split('=', 2) is [var left, var right] ? (left, right) : (part, null);
            if (spec.With(name, value) is not { } next)
            {
                return null;
            }

            spec = next;
        }

        return spec;
    }

    /// <summary>The error that is answered in place of the answer; null for none.</summary>
    internal ModelledException? ToError() => Error is null ? null : Headed(
        Known.Values.FirstOrDefault(known => known.Error == Error).Message
        ?? "This error was asked for by fault injection.");

    private FaultSpec? With(string name, string? value) => (name, value) switch
    {
        (_, null) when Known.TryGetValue(name, out var known) => this with { Error = known.Error },
        ("error", { } error) when RuntimeErrors.Names.Contains(error) => this with { Error = error },
        ("latency", { } number) when Number(number) is { } latency and <= LatencyMax =>
            this with { LatencyMilliseconds = latency },
        ("break-after", { } number) when Number(number) is { } pieces => this with { BreakAfter = pieces },
        ("cut-after", { } number) when Number(number) is { } pieces => this with { CutAfter = pieces },
        _ => null,
    };

    private ModelledException Headed(string message)
    {
        KeyValuePair<string, string>[] headers = Error == nameof(ThrottlingException)
            ? [new(FaultPlan.Header, Text), new("Retry-After", "1")]
            : [new(FaultPlan.Header, Text)];
        return RuntimeErrors.Make(Error!, message, headers);
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
