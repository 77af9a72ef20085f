using System.Collections.Concurrent;
using System.Net;
using Ganban.Contracts.BedrockRuntime;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Connections;
using Ganban.Protocol.Pipeline;
using Ganban.Protocol.Signatures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Ganban.Protocol.Tests.Pipeline;

/// <summary>The pipeline over Kestrel with handlers of the test's own; it is its own keyring and log as well.</summary>
internal sealed class PipelineServer : IAsyncDisposable, IKeyring, ILoggerProvider, ILogger
{
    public const int BodyBytesMax = 64 * 1024;
    public const string Secret = "secret";
    private readonly WebApplication _app;
    private readonly HttpClient _http = new();

    private PipelineServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders().AddProvider(this);
        builder.WebHost.UseOnePort(new IPEndPoint(IPAddress.Loopback, 0));
        builder.Services
            .AddProtocol()
            .AddSingleton<IKeyring>(this)
            .AddSingleton(Gate)
            .AddOperation<InvokeModelRequest, InvokeModelResponse, EchoHandler>(stateOnly: false)
            .AddOperation<InvokeModelWithBidirectionalStreamRequest, InvokeModelWithBidirectionalStreamResponse, EchoEventsHandler>(stateOnly: false)
            .AddOperation<ConverseStreamRequest, ConverseStreamResponse, GatedStreamHandler>(stateOnly: false);
        builder.Services.Configure<ProtocolOptions>(options =>
        {
            options.BodyBytesMax = BodyBytesMax;
            options.DrainTime = TimeSpan.Zero;
        });
        _app = builder.Build();
        _app.Run(_app.Services.GetRequiredService<RequestPipeline>().Invoke);
    }

    /// <summary>Holds the second event of the gated stream back until the test opens it.</summary>
    public StreamGate Gate { get; } = new();

    /// <summary>The faults that were logged.</summary>
    public ConcurrentQueue<Exception> Faults { get; } = new();

    private string Authority => new Uri(_app.Urls.First()).Authority;

    public static async Task<PipelineServer> Start()
    {
        var server = new PipelineServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Signs a request, lets the test finish its body, sends it.</summary>
    /// <param name="path">The path.</param>
    /// <param name="body">Makes the body, given the signature that events are chained to.</param>
    /// <param name="contentHash">The x-amz-content-sha256 header; null for none.</param>
    /// <param name="method">The method.</param>
    /// <param name="encoding">The content encoding; null for none.</param>
    public async Task<HttpResponseMessage> Send(
        string path, Func<SignatureClaim, byte[]> body, string? contentHash, string method = "POST", string? encoding = null)
    {
        var headers = new HeaderDictionary { ["host"] = Authority };
        if (contentHash is not null)
        {
            headers["x-amz-content-sha256"] = contentHash;
        }

        var known = contentHash is null ? body(null!) : [];
        var claim = SignatureSigner.Sign(
            new RequestToVerify(method, path, "", headers, known),
            new SigningCredentials("key", Secret),
            "us-east-1",
            "bedrock",
            TimeProvider.System.GetUtcNow());
        var uri = new Uri($"http://{Authority}{path}", new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
        using var message = new HttpRequestMessage(new HttpMethod(method), uri)
        {
            Content = method == "GET" ? null : new ByteArrayContent(contentHash is null ? known : body(claim)),
            Version = HttpVersion.Version11,
        };
        foreach (var (name, values) in headers)
        {
            message.Headers.TryAddWithoutValidation(name, values.ToString());
        }

        if (encoding is not null)
        {
            message.Content!.Headers.ContentEncoding.Add(encoding);
        }

        return await _http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>Posts a body over HTTP/2 without saying how long it is, with an API key.</summary>
    public async Task<HttpResponseMessage> PostUnannounced(string path, byte[] body)
    {
        var content = new StreamContent(new UnseekableStream(body));
        using var message = new HttpRequestMessage(HttpMethod.Post, $"http://{Authority}{path}")
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        message.Headers.TryAddWithoutValidation("Authorization", "Bearer ABSK" + Convert.ToBase64String(new byte[48]));
        return await _http.SendAsync(message);
    }

    public Task Stop() => _app.StopAsync();

    public ValueTask<AccessKey?> FindAccessKey(string id, CancellationToken cancellationToken) =>
        new(id == "key" ? new AccessKey(id, Secret, "123456789012", "arn:aws:iam::123456789012:root") : null);

    public ValueTask<ApiKey?> FindApiKey(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        new(new ApiKey("123456789012", "arn:aws:iam::123456789012:root"));

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => this;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null)
        {
            Faults.Enqueue(exception);
        }
    }

    void IDisposable.Dispose()
    {
    }

    private sealed class UnseekableStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
