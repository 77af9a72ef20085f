using System.Text;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Http;

namespace Ganban.S3.Tests;

/// <summary>Sends requests byte for byte as a test wants them, signed as it wants them.</summary>
internal sealed class RawClient(Uri server) : IDisposable
{
    public const string Account = "666666666666";
    public static readonly SigningCredentials Credentials = new(Account, "test");
    private readonly HttpClient _http = new();

    public string Authority => server.Authority;

    public void Dispose() => _http.Dispose();

    /// <summary>Sends a request.</summary>
    /// <param name="method">The method.</param>
    /// <param name="target">The raw path, with a query.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="headers">Headers, which are signed; a host among them goes into the Host header.</param>
    /// <param name="encode">Makes the body that is sent, given what the request's signature says.</param>
    public async Task<RawAnswer> Send(
        string method,
        string target,
        byte[]? body = null,
        IReadOnlyDictionary<string, string>? headers = null,
        Func<SignatureClaim, byte[]>? encode = null)
    {
        var signed = new HeaderDictionary { ["Host"] = Authority };
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
        {
            signed[name] = value;
        }

        if (!signed.ContainsKey("x-amz-content-sha256"))
        {
            signed["x-amz-content-sha256"] = SigV4.HashHex(body);
        }

        var parts = target.Split('?', 2);
        var toSign = new RequestToVerify(method, parts[0], parts.Length > 1 ? parts[1] : "", signed, body);
        var claim = SignatureSigner.Sign(toSign, Credentials, "us-east-1", "s3", TimeProvider.System.GetUtcNow());
        return await Send(method, target, encode?.Invoke(claim) ?? body, signed);
    }

    /// <summary>Sends a request with headers as they are.</summary>
    public async Task<RawAnswer> Send(string method, string target, byte[]? body, IHeaderDictionary headers)
    {
        var uri = new Uri(
            server.GetLeftPart(UriPartial.Authority) + target,
            new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var request = new HttpRequestMessage(new HttpMethod(method), uri);
        request.Content = body is null ? null : new ByteArrayContent(body);
        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value.ToString()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        using var response = await _http.SendAsync(request);
        return new RawAnswer(
            (int)response.StatusCode,
            await response.Content.ReadAsByteArrayAsync(),
            response.Headers.Concat(response.Content.Headers)
                .ToDictionary(
                    header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase));
    }
}

/// <summary>What came back.</summary>
internal sealed record RawAnswer(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>The code of an error, in the words of the answer.</summary>
    public string Code => Text.Contains("<Code>", StringComparison.Ordinal)
        ? Text.Split("<Code>")[1].Split("</Code>")[0]
        : "";
}
