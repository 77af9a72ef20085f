using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Polly;

namespace Ganban.Inference.Remote;

/// <summary>
/// Sends requests to one engine and gives its answer to be read. It follows no redirect, keeps no cookie, and drops a
/// connection whose answer is not wanted any more instead of reading it to its end. Safe for concurrent use.
/// </summary>
internal sealed class EngineConnection : IDisposable
{
    private const int RefusalBytesMax = 64 << 10;
    private static readonly JsonWriterOptions AsWritten =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    private readonly RemoteEngineOptions _options;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly string _address;
    private readonly ResiliencePipeline _retries;

    public EngineConnection(RemoteEngineOptions options, TimeProvider clock)
    {
        _options = options;
        _clock = clock;
        _retries = EngineRetries.Of(options, clock);
        Errors = new EngineErrors(options, clock);
        _address = options.Url.GetLeftPart(UriPartial.Path).TrimEnd('/');
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = !options.Url.IsLoopback,
            ConnectTimeout = options.ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            MaxResponseDrainSize = 0,
            ResponseDrainTimeout = TimeSpan.Zero,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan, // SilenceLimit ends what takes too long.
        };
        if (options.Key is { Length: > 0 } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public EngineErrors Errors { get; }

    public RemoteEngineOptions Options => _options;

    /// <summary>Posts <paramref name="body"/>; the answer is the caller's to dispose.</summary>
    /// <param name="path">A path below the engine's address, such as <c>/chat/completions</c>.</param>
    /// <param name="body">The body.</param>
    /// <param name="cancellationToken">Drops the connection.</param>
    /// <exception cref="RemoteEngineException">The engine can't be reached, is silent, or refuses.</exception>
    public Task<EngineAnswer> Post(string path, JsonNode body, CancellationToken cancellationToken) =>
        Post(path, () => Json(body), cancellationToken);

    /// <summary>Posts a body of another kind, made anew for every try.</summary>
    public Task<EngineAnswer> Post(string path, Func<HttpContent> body, CancellationToken cancellationToken) =>
        PostTo(_address + path, body, cancellationToken);

    /// <summary>Posts to a path of the server, whatever path its address has.</summary>
    public Task<EngineAnswer> PostToRoot(string path, JsonNode body, CancellationToken cancellationToken) =>
        PostTo(_options.Url.GetLeftPart(UriPartial.Authority) + path, () => Json(body), cancellationToken);

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request, which is made anew for every try; the answer is the caller's to dispose.</summary>
    public async Task<EngineAnswer> Ask(
        Func<CancellationToken, ValueTask<HttpRequestMessage>> make,
        CancellationToken cancellationToken)
    {
        var place = _options.Gate is { } gate
            ? await gate.Enter(_options.Name, _options.Timeout, cancellationToken)
            : null;
        try
        {
            var answer = await _retries.ExecuteAsync(
                static (call, token) => new ValueTask<EngineAnswer>(call.Connection.Try(call.Make, token)),
                (Connection: this, Make: make),
                cancellationToken);
            answer.Hold(place);
            return answer;
        }
        catch
        {
            place?.Dispose();
            throw;
        }
    }

    private Task<EngineAnswer> PostTo(string address, Func<HttpContent> body, CancellationToken cancellationToken) =>
        Ask(
            _ => ValueTask.FromResult(new HttpRequestMessage(HttpMethod.Post, address) { Content = body() }),
            cancellationToken);

    private async Task<EngineAnswer> Try(
        Func<CancellationToken, ValueTask<HttpRequestMessage>> make,
        CancellationToken cancellationToken)
    {
        var limit = new SilenceLimit(_clock, cancellationToken);
        EngineAnswer? answer = null;
        try
        {
            using var request = await make(cancellationToken);
            limit.Start(_options.Timeout);
            var response = await Send(request, limit, cancellationToken);
            limit.Stop();
            var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
            answer = new EngineAnswer(_options, Errors, response, stream, limit, cancellationToken);
            return response.IsSuccessStatusCode
                ? answer
                : throw Errors.Refusal(response, await answer.ReadStart(RefusalBytesMax));
        }
        catch
        {
            answer?.Dispose();
            limit.Dispose();
            throw;
        }
    }

    private async Task<HttpResponseMessage> Send(
        HttpRequestMessage request,
        SilenceLimit limit,
        CancellationToken cancellationToken)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw limit.IsOver
                ? Errors.Silent(hasBegun: false, e)
                : (e as HttpRequestException)?.HttpRequestError switch
                {
                    HttpRequestError.InvalidResponse or HttpRequestError.ConfigurationLimitExceeded =>
                        Errors.Garbled("that is no HTTP", e),
                    HttpRequestError.ResponseEnded or HttpRequestError.Unknown => Errors.Broken(e),
                    _ => Errors.Unreachable(e),
                };
        }
    }

    private static ByteArrayContent Json(JsonNode body)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, AsWritten))
        {
            body.WriteTo(writer);
        }

        var content = new ByteArrayContent(buffer.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }
}
