using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Storage.OpenSearch;

/// <summary>Sends requests to an OpenSearch. Safe for concurrent use.</summary>
internal sealed class OpenSearchClient : IDisposable
{
    private const long AnswerBytesMax = 256 << 20;
    private const int ReasonMax = 500;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http;
    private readonly OpenSearchOptions _options;
    private readonly TimeProvider _clock;

    public OpenSearchClient(OpenSearchOptions options, HttpMessageHandler handler, TimeProvider clock)
    {
        (_options, _clock) = (options, clock);
        _http = new HttpClient(handler) { Timeout = Timeout, MaxResponseContentBufferSize = AnswerBytesMax };
    }

    /// <summary>Sends a request; null for 404.</summary>
    /// <exception cref="IOException">It was refused, or there was no answer.</exception>
    public async Task<JsonNode?> Send(
        HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(body ?? "");
        using var request = new HttpRequestMessage(method, new Uri(_options.Endpoint, path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(bytes);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(
                path.Contains("/_bulk", StringComparison.Ordinal) ? "application/x-ndjson" : "application/json");
        }

        if (_options.Service is not null)
        {
            RequestSignature.Add(request, bytes, _options, _clock.GetUtcNow());
        }
        else if (_options.User is not null)
        {
            var pair = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{_options.User}:{_options.Password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", pair);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonNode.Parse(answer)
                : response.StatusCode == HttpStatusCode.NotFound ? null
                : throw new IOException($"OpenSearch refused ({(int)response.StatusCode}): {Reason(answer)}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new IOException($"OpenSearch at {_options.Endpoint.Host} gave no answer: {e.Message}", e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static string Reason(string answer)
    {
        try
        {
            answer = JsonNode.Parse(answer)?["error"] switch
            {
                JsonObject error => (string?)error["root_cause"]?[0]?["reason"] ?? (string?)error["reason"] ?? answer,
                { } error => error.ToString(),
                null => answer,
            };
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // No JSON of OpenSearch's: told as it is.
        }

        return answer.Length > ReasonMax ? answer[..ReasonMax] : answer;
    }
}
