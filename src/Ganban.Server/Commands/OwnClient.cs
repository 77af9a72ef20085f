using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Protocol.Signatures;
using Ganban.Server.Credentials;
using Ganban.Server.Hosting;

namespace Ganban.Server.Commands;

/// <summary>
/// Asks a running server for what is below <c>/ganban/</c>, with the credentials that AWS clients find in the
/// environment, or else the development credentials.
/// </summary>
internal static class OwnClient
{
    private const string DefaultRegion = "us-east-1";
    private const int AnswerBytesMax = 64 << 20;

    /// <summary>The JSON of an answer.</summary>
    /// <exception cref="StartupException">There is no answer, or it is an error.</exception>
    public static async Task<JsonNode> Get(string url, string path, string query, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new StartupException($"--url must be an address such as http://127.0.0.1:8080, not '{url}'.");
        }

        // The path of the address, if it has one, is the server's path prefix.
        var whole = address.AbsolutePath.TrimEnd('/') + path;
        using var http = new HttpClient { MaxResponseContentBufferSize = AnswerBytesMax };
        using var request = new HttpRequestMessage(
            HttpMethod.Get, address.GetLeftPart(UriPartial.Authority) + whole + (query.Length == 0 ? "" : "?" + query));
        foreach (var (name, value) in Headers(address.Authority, whole, query))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode
                ? JsonNode.Parse(text)!
                : throw new StartupException($"{url} answered {(int)response.StatusCode}: {text}");
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new StartupException($"{url} can't be asked: {e.Message}", e);
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Headers(string host, string path, string query)
    {
        if (Variable("AWS_BEARER_TOKEN_BEDROCK") is { } key)
        {
            return [new("authorization", "Bearer " + key)];
        }

        var headers = new HeaderDictionary { ["host"] = host };
        SignatureSigner.Sign(
            new RequestToVerify("GET", path, query, headers, ReadOnlyMemory<byte>.Empty),
            new SigningCredentials(
                Variable("AWS_ACCESS_KEY_ID") ?? DevelopmentCredentials.AccessKeyId,
                Variable("AWS_SECRET_ACCESS_KEY") ?? DevelopmentCredentials.SecretAccessKey,
                Variable("AWS_SESSION_TOKEN")),
            Variable("AWS_REGION") ?? Variable("AWS_DEFAULT_REGION") ?? DefaultRegion,
            "bedrock",
            TimeProvider.System.GetUtcNow());
        return headers.Select(header => KeyValuePair.Create(header.Key, header.Value.ToString()));
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
