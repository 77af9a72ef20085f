using System.Net.Http.Headers;
using System.Text.Json;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Fuzz.Tests;

/// <summary>Signs and sends requests exactly as they are given, and judges the answers.</summary>
internal sealed class FuzzClient(Uri address) : IDisposable
{
    private static readonly TimeSpan s_answerMax = TimeSpan.FromSeconds(60);
    private readonly HttpClient _http =
        new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { Timeout = s_answerMax };

    /// <summary>Sends a request with a valid signature.</summary>
    /// <returns>What is wrong with the answer; null if nothing.</returns>
    public Task<string?> Judge(FuzzCase request) => Judge(request, Sign(request), mustFail: false);

    /// <summary>Sends a request with the headers given.</summary>
    /// <param name="request">The request.</param>
    /// <param name="headers">All its headers.</param>
    /// <param name="mustFail">Whether an answer of success is wrong.</param>
    public async Task<string?> Judge(FuzzCase request, IHeaderDictionary headers, bool mustFail)
    {
        using var message = Message(request, headers);
        try
        {
            using var response = await _http.SendAsync(message);
            var body = await response.Content.ReadAsByteArrayAsync();
            return Wrong(response, body, mustFail) is { } wrong ? $"{wrong}\n{request}" : null;
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
        {
            return $"No answer: {e.Message}\n{request}";
        }
    }

    /// <summary>The headers of a request with a signature that is right.</summary>
    public IHeaderDictionary Sign(FuzzCase request, string secret = "test", string region = "us-east-1", string service = "bedrock", TimeSpan late = default)
    {
        var headers = new HeaderDictionary { ["host"] = address.Authority };
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        SignatureSigner.Sign(
            new RequestToVerify(request.Method, request.Path, request.Query, headers, request.Body),
            new SigningCredentials("test", secret),
            region,
            service,
            TimeProvider.System.GetUtcNow() - late);
        return headers;
    }

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Message(FuzzCase request, IHeaderDictionary headers)
    {
        var target = address.GetLeftPart(UriPartial.Authority) + request.Path + (request.Query.Length > 0 ? "?" + request.Query : "");
        var uri = new Uri(target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        var message = new HttpRequestMessage(new HttpMethod(request.Method), uri);
        if (request.Body.Length > 0 || request.Method is "POST" or "PUT")
        {
            message.Content = new ByteArrayContent(request.Body);
        }

        foreach (var (name, values) in headers)
        {
            var kind = IsOfContent(name) ? (HttpHeaders?)message.Content?.Headers : message.Headers;
            kind?.TryAddWithoutValidation(name, values.ToString());
        }

        return message;
    }

    private static bool IsOfContent(string name) => name.StartsWith("content-", StringComparison.OrdinalIgnoreCase);

    private static string? Wrong(HttpResponseMessage response, byte[] body, bool mustFail)
    {
        var status = (int)response.StatusCode;
        if (!response.Headers.Contains("x-amzn-RequestId"))
        {
            return $"{status} without x-amzn-RequestId";
        }

        if (status is >= 200 and < 300)
        {
            return mustFail ? $"{status} where an error is due" : null;
        }

        if (status is not ((>= 400 and < 500) or 501))
        {
            return $"{status}: {System.Text.Encoding.UTF8.GetString(body)}";
        }

        return response.Headers.TryGetValues("x-amzn-ErrorType", out var type) && type.Single().Length > 0 && HasMessage(body)
            ? null
            : $"{status} without x-amzn-ErrorType or message: {System.Text.Encoding.UTF8.GetString(body)}";
    }

    private static bool HasMessage(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.GetProperty("message").GetString() is { Length: > 0 };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return false;
        }
    }
}
