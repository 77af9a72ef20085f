using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using Ganban.Protocol.EventStream;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Bench.Serving;

/// <summary>
/// One of many clients with an account of its own: asks in several ways, leaves early, and asks wrongly.
/// </summary>
internal sealed class SoakClient(Uri address, int number) : IDisposable
{
    private const string Model = "anthropic.claude-3-haiku-20240307-v1:0";
    private const string Tools = """
        ,"toolConfig":{"tools":[{"toolSpec":{"name":"get_weather","inputSchema":{"json":
        {"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}}}}]}
        """;

    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(5) };
    private readonly SigningCredentials _credentials = new($"{100000000000 + number}", "test");
    private readonly Random _random = new(number);

    /// <summary>Does one thing.</summary>
    /// <returns>What went wrong, or null.</returns>
    public async Task<string?> Act(CancellationToken cancellationToken) => _random.Next(8) switch
    {
        0 => await Whole(Body("What is the weather in Kyoto?", 60, Tools), 200, cancellationToken),
        1 => await Whole(Body(string.Concat(Enumerable.Repeat("long ", 4000)), 20, ""), 400, cancellationToken),
        2 => await Whole("{\"messages\":[]}", 400, cancellationToken),
        3 => await Stream(Body(Question(), 200, ""), leaveAfter: 3, cancellationToken),
        4 or 5 => await Whole(Body(Question(), 60, ""), 200, cancellationToken),
        _ => await Stream(Body(Question(), 100, ""), leaveAfter: int.MaxValue, cancellationToken),
    };

    public void Dispose() => _http.Dispose();

    private string Question() =>
        $"Tom has {_random.Next(2, 100)} apples and a dog. The dog is called Rex{_random.Next(50)}. What is the dog called?";

    private static string Body(string text, int tokens, string more) =>
        "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"" + text + "\"}]}],"
        + "\"inferenceConfig\":{\"maxTokens\":" + tokens + "}" + more + "}";

    private async Task<string?> Whole(string body, int expected, CancellationToken cancellationToken)
    {
        using var request = Signed($"/model/{Model}/converse", body);
        using var response = await _http.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return (int)response.StatusCode == expected ? null : $"{(int)response.StatusCode} {text}";
    }

    private async Task<string?> Stream(string body, int leaveAfter, CancellationToken cancellationToken)
    {
        using var request = Signed($"/model/{Model}/converse-stream", body);
        using var response = await _http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
        }

        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var reader = new EventStreamReader(PipeReader.Create(stream));
        var events = 0;
        var last = "";
        await foreach (var message in reader.ReadAllAsync(cancellationToken))
        {
            last = message.EventType ?? "an exception";
            if (++events >= leaveAfter)
            {
                return null;
            }
        }

        return last == "metadata" ? null : $"A stream ended with {last}.";
    }

    private HttpRequestMessage Signed(string path, string body)
    {
        var content = Encoding.UTF8.GetBytes(body);
        var headers = new HeaderDictionary { ["host"] = address.Authority };
        SignatureSigner.Sign(
            new RequestToVerify("POST", path, "", headers, content),
            _credentials,
            "us-east-1",
            "bedrock",
            TimeProvider.System.GetUtcNow());
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new ByteArrayContent(content)
            {
                Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
            },
        };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        return request;
    }
}
