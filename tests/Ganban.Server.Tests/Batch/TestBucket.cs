using System.Net;
using System.Xml.Linq;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Server.Tests.Batch;

/// <summary>A bucket on a server under test, through presigned addresses of its S3.</summary>
internal sealed class TestBucket(Uri server, string name) : IDisposable
{
    private readonly HttpClient _http = new();

    public string AccessKey { get; init; } = "test";

    public string Uri(string key) => $"s3://{name}/{key}";

    public async Task<TestBucket> Create()
    {
        (await Send(HttpMethod.Put, "", "")).EnsureSuccessStatusCode();
        return this;
    }

    public async Task Put(string key, string text) =>
        (await Send(HttpMethod.Put, key, "", new StringContent(text))).EnsureSuccessStatusCode();

    public async Task PutBytes(string key, byte[] content) =>
        (await Send(HttpMethod.Put, key, "", new ByteArrayContent(content))).EnsureSuccessStatusCode();

    public async Task Delete() => (await Send(HttpMethod.Delete, "", "")).EnsureSuccessStatusCode();

    public async Task DeleteObject(string key) => (await Send(HttpMethod.Delete, key, "")).EnsureSuccessStatusCode();

    public async Task<byte[]?> Find(string key)
    {
        using var response = await Send(HttpMethod.Get, key, "");
        return response.StatusCode == HttpStatusCode.NotFound
            ? null
            : await response.EnsureSuccessStatusCode().Content.ReadAsByteArrayAsync();
    }

    public async Task<string> Get(string key) => System.Text.Encoding.UTF8.GetString((await Find(key))!);

    public async Task<string[]> Keys(string prefix)
    {
        using var response = await Send(HttpMethod.Get, "", "list-type=2&prefix=" + System.Uri.EscapeDataString(prefix));
        var listed = XDocument.Parse(await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return [.. listed.Descendants().Where(element => element.Name.LocalName == "Key").Select(key => key.Value)];
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> Send(
        HttpMethod method, string key, string query, HttpContent? content = null)
    {
        var path = $"/{name}{(key.Length > 0 ? "/" + key : "")}";
        var signed = SignatureSigner.Presign(
            new RequestToVerify(method.Method, path, query, new HeaderDictionary { ["host"] = server.Authority }, null),
            new SigningCredentials(AccessKey, "test", null),
            "us-east-1",
            "s3",
            TimeProvider.System.GetUtcNow(),
            TimeSpan.FromMinutes(1));
        using var request = new HttpRequestMessage(method, new Uri(server, $"{path}?{signed}"));
        request.Content = content;
        return await _http.SendAsync(request);
    }
}
