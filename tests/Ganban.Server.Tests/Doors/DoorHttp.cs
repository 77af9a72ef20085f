using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.Server.Tests.Doors;

/// <summary>Sends requests to front doors with an API key.</summary>
internal sealed class DoorHttp : IDisposable
{
    private readonly HttpClient _http;

    public DoorHttp(Uri address, string? key = "test")
    {
        _http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) };
        _http.DefaultRequestHeaders.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
    }

    /// <summary>Headers of every request.</summary>
    public HttpRequestHeaders Headers => _http.DefaultRequestHeaders;

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> Post(string path, object body) =>
        PostText(path, JsonSerializer.Serialize(body));

    public async Task<HttpResponseMessage> PostText(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        return await _http.SendAsync(request);
    }

    /// <summary>The JSON that a path answers.</summary>
    public async Task<JsonNode> Get(string path)
    {
        using var response = await Send(HttpMethod.Get, path);
        return await Json(response);
    }

    /// <summary>The JSON that a body is answered with.</summary>
    public async Task<JsonNode> Ask(string path, object body)
    {
        using var response = await Post(path, body);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
        return await Json(response);
    }

    /// <summary>The server-sent events that a body is answered with.</summary>
    public async Task<IReadOnlyList<ServerEvent>> Stream(string path, object body)
    {
        using var response = await Post(path, body);
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return ServerEvent.Read(await response.Content.ReadAsStringAsync());
    }

    public static async Task<JsonNode> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}

/// <summary>A server-sent event: its name, if it has one, and its data.</summary>
internal sealed record ServerEvent(string? Name, string Data)
{
    public JsonNode Json => JsonNode.Parse(Data)!;

    /// <summary>Takes a whole stream apart; every event is a block of lines that ends with an empty one.</summary>
    public static IReadOnlyList<ServerEvent> Read(string stream)
    {
        Assert.EndsWith("\n\n", stream, StringComparison.Ordinal);
        return [.. stream[..^2].Split("\n\n").Select(Block)];
    }

    private static ServerEvent Block(string block)
    {
        var lines = block.Split('\n');
        var name = lines.Length == 2 ? After(lines[0], "event: ") : null;
        return new(name, After(lines[^1], "data: "));
    }

    private static string After(string line, string field)
    {
        Assert.StartsWith(field, line, StringComparison.Ordinal);
        return line[field.Length..];
    }
}
