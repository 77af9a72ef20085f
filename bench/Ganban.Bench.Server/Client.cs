using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Bench.Server;

/// <summary>Signed requests of the kinds that are measured.</summary>
internal static class Client
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private static readonly SigningCredentials Test = new("test", "test");

    /// <summary>The time from sending a ConverseStream request to its first text.</summary>
    public static async Task<TimeSpan> FirstToken(Uri address)
    {
        var started = Stopwatch.GetTimestamp();
        using var http = new HttpClient { BaseAddress = address };
        const string question = """{"messages":[{"role":"user","content":[{"text":"こんにちは"}]}]}""";
        using var request = Signed(HttpMethod.Post, address, $"/model/{Model}/converse-stream", question);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        await foreach (var message in new EventStreamReader(PipeReader.Create(body)).ReadAllAsync())
        {
            if (message.EventType == "contentBlockDelta")
            {
                return Stopwatch.GetElapsedTime(started);
            }
        }

        throw new InvalidOperationException("The stream ended without text.");
    }

    /// <summary>Creates an application inference profile.</summary>
    public static async Task<string> CreateProfile(Uri address)
    {
        using var http = new HttpClient { BaseAddress = address };
        const string source = $"arn:aws:bedrock:us-east-1::foundation-model/{Model}";
        const string body = $$$"""{"inferenceProfileName":"bench","modelSource":{"copyFrom":"{{{source}}}"}}""";
        using var request = Signed(HttpMethod.Post, address, "/inference-profiles", body);
        using var response = await http.SendAsync(request);
        using var json = JsonDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("inferenceProfileArn").GetString()!.Split('/')[^1];
    }

    /// <summary>Repeats one signed GET on many connections; every answer is read whole.</summary>
    public static async Task<double> ReadsPerSecond(Uri address, string path, int connections, TimeSpan time)
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = connections };
        using var http = new HttpClient(handler) { BaseAddress = address };
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                using var request = Signed(HttpMethod.Get, address, path, null);
                using var response = await http.SendAsync(request);
                await response.Content.ReadAsByteArrayAsync();
                count++;
            }

            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Writes an object, or makes a bucket.</summary>
    public static async Task PutObject(HttpClient http, Uri address, string path, string content)
    {
        var signed = SignatureSigner.Presign(
            new RequestToVerify("PUT", path, "", new HeaderDictionary { ["host"] = address.Authority }, null),
            Test,
            "us-east-1",
            "s3",
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMinutes(1));
        var target = new Uri($"{path}?{signed}", UriKind.Relative);
        using var response = await http.PutAsync(target, new StringContent(content));
        response.EnsureSuccessStatusCode();
    }

    /// <summary>Sends a request and reads what is answered.</summary>
    public static async Task<JsonElement> Json(
        HttpClient http, Uri address, HttpMethod method, string path, string? body)
    {
        using var request = Signed(method, address, path, body);
        using var response = await http.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonElement.Parse(text)
            : throw new InvalidOperationException($"{path}: {text}");
    }

    /// <summary>A client with so many connections.</summary>
    public static HttpClient Http(Uri address, int connections) =>
        new(new SocketsHttpHandler { MaxConnectionsPerServer = connections }) { BaseAddress = address };

    /// <summary>Repeats one POST on many connections; every answer is read whole.</summary>
    /// <param name="address">The server.</param>
    /// <param name="path">The path.</param>
    /// <param name="body">The body.</param>
    /// <param name="connections">How many at a time.</param>
    /// <param name="time">How long.</param>
    /// <param name="more">Headers in place of a signature; null to sign.</param>
    public static async Task<double> PostsPerSecond(
        Uri address,
        string path,
        string body,
        int connections,
        TimeSpan time,
        IReadOnlyList<(string Name, string Value)>? more)
    {
        using var http = Http(address, connections);
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                using var request = more is null
                    ? Signed(HttpMethod.Post, address, path, body)
                    : Plain(path, body, more);
                using var response = await http.SendAsync(request);
                await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
                count++;
            }

            return count;
        }));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static HttpRequestMessage Plain(
        string path, string body, IReadOnlyList<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    /// <summary>A signed request.</summary>
    public static HttpRequestMessage Signed(
        HttpMethod method, Uri address, string path, string? body, string service = "bedrock")
    {
        var content = Encoding.UTF8.GetBytes(body ?? "");
        var headers = new HeaderDictionary { ["host"] = address.Authority };
        SignatureSigner.Sign(
            new RequestToVerify(
                method.Method,
                path,
                "",
                headers,
                content), Test, "us-east-1", service, TimeProvider.System.GetUtcNow());
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        if (body is not null)
        {
            request.Content = new ByteArrayContent(content)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            };
        }

        return request;
    }
}
