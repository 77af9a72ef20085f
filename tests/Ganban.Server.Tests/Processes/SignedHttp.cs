using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.Server.Tests.Processes;

/// <summary>
/// Sends requests exactly as they are written, signed with development keys: for what no SDK can be made to send.
/// </summary>
internal sealed class SignedHttp(Uri address) : IDisposable
{
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    // A client that waits for "100 Continue" waits long enough for its absence to be seen.
    private static readonly TimeSpan ContinueMax = TimeSpan.FromMinutes(5);

    private readonly HttpClient _http = new(new SocketsHttpHandler { Expect100ContinueTimeout = ContinueMax })
    {
        Timeout = TimeSpan.FromMinutes(2),
    };

    public string AccessKey { get; init; } = "test";

    public string Secret { get; init; } = "test";

    public string? SessionToken { get; init; }

    public string Region { get; init; } = "us-east-1";

    public string Service { get; init; } = "bedrock";

    public string Host { get; init; } = address.Authority;

    public bool Gzip { get; init; }

    public bool ExpectContinue { get; init; }

    /// <summary>Headers beside those of the signature, not signed.</summary>
    public IDictionary<string, string> Headers { get; } = new Dictionary<string, string>();

    /// <summary>Headers that are signed too.</summary>
    public IDictionary<string, string> SignedHeaders { get; } = new Dictionary<string, string>();

    public void Dispose() => _http.Dispose();

    public Task<HttpResponseMessage> Get(string path) => Send(HttpMethod.Get, path, null);

    public Task<HttpResponseMessage> Post(string path, object body) =>
        Send(HttpMethod.Post, path, JsonSerializer.Serialize(body));

    public async Task<HttpResponseMessage> Send(HttpMethod method, string path, string? json)
    {
        var body = json is null ? [] : Encoding.UTF8.GetBytes(json);
        if (Gzip)
        {
            body = Compress(body);
        }

        var mark = path.IndexOf('?', StringComparison.Ordinal);
        var (signedPath, query) = mark < 0 ? (path, "") : (path[..mark], path[(mark + 1)..]);
        var headers = new HeaderDictionary { ["host"] = Host };
        foreach (var (name, value) in SignedHeaders)
        {
            headers[name] = value;
        }

        SignatureSigner.Sign(
            new RequestToVerify(method.Method, signedPath, query, headers, body),
            new SigningCredentials(AccessKey, Secret, SessionToken),
            Region,
            Service,
            TimeProvider.System.GetUtcNow());

        var uri = new Uri(address.GetLeftPart(UriPartial.Authority) + path, AsWritten);
        using var request = new HttpRequestMessage(method, uri);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value.ToString());
        }

        foreach (var (name, value) in Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        if (json is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Content.Headers.ContentEncoding.Add(Gzip ? "gzip" : "identity");
            request.Headers.ExpectContinue = ExpectContinue;
        }

        return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The JSON of a response.</summary>
    public static async Task<JsonNode> Json(HttpResponseMessage response) =>
        JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

    private static byte[] Compress(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
