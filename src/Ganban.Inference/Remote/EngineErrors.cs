using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace Ganban.Inference.Remote;

/// <summary>Makes the exceptions of one engine, in words that hold neither its address nor its key.</summary>
internal sealed class EngineErrors(RemoteEngineOptions options, TimeProvider clock)
{
    private const int WordsMax = 500;

    public RemoteEngineException Unreachable(Exception cause) => new(
        RemoteFault.Unreachable,
        options.Name,
        $"can't be reached ({Reason(cause)}). Check that it runs and that its Url is right.",
        cause);

    public RemoteEngineException Silent(bool hasBegun, Exception cause) => new(
        RemoteFault.TimedOut,
        options.Name,
        string.Create(
            CultureInfo.InvariantCulture,
            $"was silent for {(hasBegun ? options.IdleTimeout : options.Timeout).TotalSeconds:0.###} seconds. Try again, or raise its ")
            + (hasBegun ? "IdleTimeout." : "Timeout."),
        cause);

    public RemoteEngineException Broken(Exception? cause = null) => new(
        RemoteFault.Broken, options.Name, "ended the connection before its answer. Try again.", cause);

    /// <summary>An answer that can't be used.</summary>
    /// <param name="what">What is wrong with it, as the rest of the sentence "gave an answer …".</param>
    /// <param name="cause">The cause.</param>
    public RemoteEngineException Garbled(string what, Exception? cause = null) => new(
        RemoteFault.Garbled, options.Name, $"gave an answer {what}. Check its Kind and its Url.", cause);

    /// <summary>Vectors of another length than the request needs.</summary>
    public RemoteEngineException WrongLength(int wanted, int given) => new(
        RemoteFault.Rejected,
        options.Name,
        string.Create(
            CultureInfo.InvariantCulture,
            $"gives vectors of {given} numbers, and the request needs {wanted}. Ask for {given}, or bind an engine whose model can give {wanted}."));

    /// <summary>An error that the engine reports inside an answer which began well.</summary>
    /// <param name="error">The error's JSON: an object with a message, or text.</param>
    public RemoteEngineException Reported(JsonElement error)
    {
        var words = Clean(Message(error));
        return new(RemoteFault.Failed, options.Name, $"failed in the middle of its answer{Quote(words)}.")
        {
            Words = words,
            StatusCode = Status(error),
        };
    }

    /// <summary>An answer that is no success.</summary>
    /// <param name="response">Its status and headers.</param>
    /// <param name="body">The beginning of its body.</param>
    public RemoteEngineException Refusal(HttpResponseMessage response, ReadOnlyMemory<byte> body)
    {
        var words = Clean(Message(body));
        var status = (int)response.StatusCode;
        var wait = RetryAfter(response);
        var (fault, message) = Describe(response.StatusCode, words, wait);
        return new(fault, options.Name, message)
        {
            Words = words,
            StatusCode = status is >= 100 and <= 599 ? status : null,
            RetryAfter = wait,
            Reply = new RemoteReply(
                response.Headers.TryGetValues("x-amzn-ErrorType", out var types) ? types.First() : null, body),
        };
    }

    private static (RemoteFault Fault, string Message) Describe(HttpStatusCode status, string? words, TimeSpan? wait)
    {
        var quoted = string.Create(CultureInfo.InvariantCulture, $"({(int)status}){Quote(words)}");
        return (int)status switch
        {
            // An answer to a wrong key often repeats a part of it, so its words stay out.
            401 or 403 => (RemoteFault.Failed, $"refused its key ({(int)status}). Check its Key or its KeyVariable."),
            404 or 405 => (
                RemoteFault.Failed, $"knows no such model or path {quoted}. Check its Kind, its Url and its Model."),
            408 or 504 => (RemoteFault.TimedOut, $"took too long {quoted}. Try again."),
            429 => (RemoteFault.Busy, string.Create(
                CultureInfo.InvariantCulture,
                $"has too much to do {quoted}. Try again {(wait is { } time ? $"in {Math.Ceiling(time.TotalSeconds):0} seconds" : "later")}.")),
            503 when words?.Contains("loading", StringComparison.OrdinalIgnoreCase) == true =>
                (RemoteFault.NotReady, $"is loading its model {quoted}. Try again later."),
            502 or 503 => (RemoteFault.Unavailable, $"can't serve now {quoted}. Try again later."),
            >= 300 and < 400 => (
                RemoteFault.Failed, $"redirects elsewhere ({(int)status}), which is not followed. Give its own address as its Url."),
            >= 400 and < 500 => (RemoteFault.Rejected, $"refused the request {quoted}. Correct it and try again."),
            _ => (RemoteFault.Failed, $"failed {quoted}. Look into its own log."),
        };
    }

    private static string Quote(string? words) => words is null ? "" : $": {words.TrimEnd('.')}";

    private static string Reason(Exception cause) => cause switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its host name is not known",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "TLS failed",
        OperationCanceledException => "connecting took too long",
        _ => "nothing answers at its address",
    };

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        var wait = header?.Delta ?? (header?.Date is { } date ? date - clock.GetUtcNow() : null);
        return wait is null ? null : TimeSpan.FromTicks(Math.Max(0, wait.Value.Ticks));
    }

    private static string? Message(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return Message(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // A page of HTML from a gateway has no words for callers.
            return null;
        }
    }

    private static string? Message(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => json.GetString(),
        JsonValueKind.Object when json.Find("error") is { } error => Message(error),
        JsonValueKind.Object => json.Text("message") ?? (json.Find("detail") is { } detail ? Message(detail) : null),
        JsonValueKind.Array when json.GetArrayLength() > 0 => json[0].Text("msg"),
        _ => null,
    };

    private static int? Status(JsonElement error) =>
        error.ValueKind == JsonValueKind.Object
            && error.Find("code") is { ValueKind: JsonValueKind.Number } code
            && code.TryGetInt32(out var status) && status is >= 400 and <= 599 ? status : null;

    private string? Clean(string? words)
    {
        if (string.IsNullOrWhiteSpace(words))
        {
            return null;
        }

        if (options.Key is { Length: > 0 } key)
        {
            words = words.Replace(key, "***", StringComparison.Ordinal);
        }

        var clean = new StringBuilder();
        foreach (var rune in words.EnumerateRunes().Take(WordsMax))
        {
            clean.Append(Rune.IsControl(rune) ? ' ' : rune);
        }

        return clean.ToString().Trim();
    }
}
