using System.Net.Http.Headers;
using Ganban.Bedrock.PassThrough;
using Ganban.Inference.Remote;
using Ganban.Protocol.Signatures;

namespace Ganban.Server.Hosting;

/// <summary>
/// Amazon Bedrock, asked with an API key or the credentials of this server.
/// </summary>
internal sealed class BedrockUpstream : IUpstream, IDisposable
{
    private const string Service = "bedrock";

    // The path is signed as it is sent.
    private static readonly UriCreationOptions AsWritten =
        new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly EngineOptions _options;
    private readonly RemoteEngineOptions _remote;
    private readonly TimeProvider _clock;
    private readonly RawConnection _connection;
    private readonly ServerCredentials _credentials;

    public BedrockUpstream(EngineOptions options, RemoteEngineOptions remote, TimeProvider clock)
    {
        (_options, _remote, _clock) = (options, remote, clock);
        _connection = new RawConnection(remote, clock);
        _credentials = new ServerCredentials(options.Profile);
    }

    /// <inheritdoc/>
    public string Name => $"{_remote.Name} ({ModelId ?? "Amazon Bedrock"})";

    /// <inheritdoc/>
    public string? ModelId => _options.Model.Length > 0 ? _options.Model : null;

    /// <summary>The address of Amazon Bedrock's runtime in a region.</summary>
    public static Uri AddressOf(string region)
    {
        var domain = region.StartsWith("cn-", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return new Uri($"https://bedrock-runtime.{region}.{domain}");
    }

    /// <inheritdoc/>
    public Task<RawAnswer> Send(UpstreamRequest request, CancellationToken cancellationToken) =>
        _connection.Send(token => Signed(request, token), cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private async ValueTask<HttpRequestMessage> Signed(UpstreamRequest request, CancellationToken cancellationToken)
    {
        var region = _options.Region.Length > 0 ? _options.Region : request.Region;
        var address = _options.Url.Length > 0 ? new Uri(_options.Url) : AddressOf(region);
        var path = address.AbsolutePath.TrimEnd('/') + request.Path;
        var headers = new HeaderDictionary { ["host"] = address.Authority };
        foreach (var (name, value) in request.Headers)
        {
            headers[name] = value;
        }

        if (_remote.Key is { } key)
        {
            headers["authorization"] = $"Bearer {key}";
        }
        else
        {
            SignatureSigner.Sign(
                new RequestToVerify("POST", path, "", headers, request.Body),
                await Credentials(cancellationToken),
                region,
                Service,
                _clock.GetUtcNow());
        }

        var uri = new Uri(address.GetLeftPart(UriPartial.Authority) + path, AsWritten);
        var message = new HttpRequestMessage(HttpMethod.Post, uri)
        {
            Content = new ReadOnlyMemoryContent(request.Body),
        };
        foreach (var (name, value) in headers)
        {
            if (name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            {
                message.Content.Headers.TryAddWithoutValidation(name, value.ToString());
            }
            else
            {
                message.Headers.TryAddWithoutValidation(name, value.ToString());
            }
        }

        return message;
    }

    private async Task<SigningCredentials> Credentials(CancellationToken cancellationToken)
    {
        try
        {
            return await _credentials.Get(cancellationToken);
        }
        catch (Exception e) when (ServerCredentials.AreMissing(e))
        {
            throw new RemoteEngineException(
                RemoteFault.Failed,
                _remote.Name,
                "has no AWS credentials. Set its Profile or its KeyVariable, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the "
                + "server runs.",
                e);
        }
    }
}
