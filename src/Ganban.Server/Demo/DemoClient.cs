using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using Ganban.Server.Credentials;
using Microsoft.AspNetCore.Http;

namespace Ganban.Server.Demo;

/// <summary>A client of the public API, signing its requests as any AWS client does.</summary>
internal sealed class DemoClient(string address) : IDisposable
{
    private const string Region = "us-east-1";
    private static readonly SigningCredentials Credentials = new(
        DevelopmentCredentials.AccessKeyId, DevelopmentCredentials.SecretAccessKey);
    private readonly HttpClient _http = new() { BaseAddress = new Uri(address), Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    public async Task<JsonObject> Get(string path, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Get, path, null, cancellationToken);
        return await Body(response, cancellationToken);
    }

    public async Task<JsonObject> Post(string path, JsonObject? body, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Post, path, body, cancellationToken);
        return await Body(response, cancellationToken);
    }

    public async Task<JsonObject> Put(string path, JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Put, path, body, cancellationToken);
        return await Body(response, cancellationToken);
    }

    /// <summary>Creates a function of Lambda.</summary>
    public async Task<JsonObject> CreateFunction(JsonObject body, CancellationToken cancellationToken)
    {
        using var response = await Send(
            HttpMethod.Post, "/2015-03-31/functions", Json(body), "lambda", cancellationToken);
        return await Body(response, cancellationToken);
    }

    /// <summary>Creates a bucket of S3, or an object in one.</summary>
    public async Task PutObject(string path, string text, CancellationToken cancellationToken)
    {
        using var response = await Send(
            HttpMethod.Put, path, Encoding.UTF8.GetBytes(text), "s3", cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            throw new HttpRequestException($"{(int)response.StatusCode}: {answer}");
        }
    }

    /// <summary>The events of a streaming operation: their names and payloads.</summary>
    public async IAsyncEnumerable<(string Name, JsonObject Payload)> Stream(
        string path,
        JsonObject body,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var response = await Send(HttpMethod.Post, path, body, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            await Body(response, cancellationToken);
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        await foreach (var message in new EventStreamReader(PipeReader.Create(stream)).ReadAllAsync(cancellationToken))
        {
            yield return (message.EventType ?? "", JsonNode.Parse(message.Payload.Span)!.AsObject());
        }
    }

    private Task<HttpResponseMessage> Send(
        HttpMethod method, string path, JsonObject? body, CancellationToken cancellationToken) =>
        Send(method, path, body is null ? null : Json(body), "bedrock", cancellationToken);

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string path, byte[]? body, string service, CancellationToken cancellationToken)
    {
        var headers = new HeaderDictionary { ["host"] = _http.BaseAddress!.Authority };
        if (service == "s3")
        {
            headers["x-amz-content-sha256"] = Convert.ToHexStringLower(SHA256.HashData(body ?? []));
        }

        SignatureSigner.Sign(
            new RequestToVerify(method.Method, path, "", headers, body ?? []),
            Credentials,
            Region,
            service,
            TimeProvider.System.GetUtcNow());
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private static byte[] Json(JsonObject body) => Encoding.UTF8.GetBytes(body.ToJsonString());

    private static async Task<JsonObject> Body(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!.AsObject()
            : throw new HttpRequestException($"{(int)response.StatusCode}: {text}");
    }
}
