using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Ganban.Functions.Execution;

/// <summary>
/// The Lambda Runtime API, for the functions' processes only: it listens on loopback, and each process has a place
/// there whose path nobody can guess. It starts to listen when the first process needs it.
/// Source: "Using the Lambda runtime API for custom runtimes", AWS Lambda developer guide.
/// </summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private const string Version = "/2018-06-01/runtime/";
    private const int TokenBytes = 24;
    private readonly ConcurrentDictionary<string, ExecutionEnvironment> _environments = [];
    private readonly Lazy<Task<WebApplication>> _listener;

    public RuntimeApi() => _listener = new(Listen);

    /// <summary>A token for a process to come.</summary>
    public static string NewToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));

    /// <summary>What <c>AWS_LAMBDA_RUNTIME_API</c> is for the process with a token: host, port and its place.</summary>
    public async Task<string> AddressOf(string token)
    {
        var listener = await _listener.Value;
        return $"{new Uri(listener.Urls.First()).Authority}/{token}";
    }

    /// <summary>Lets a process in.</summary>
    public void Add(ExecutionEnvironment environment) => _environments[environment.Token] = environment;

    /// <summary>Shuts a process out.</summary>
    public void Remove(ExecutionEnvironment environment) => _environments.TryRemove(environment.Token, out _);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_listener.IsValueCreated)
        {
            await (await _listener.Value).DisposeAsync();
        }
    }

    private async Task<WebApplication> Listen()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // bounded where it is read, with an answer that says so
            kestrel.Limits.MinRequestBodyDataRate = null;

            // A function is silent while it works. An infinite limit overflows and ends at the next beat.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(2 * FunctionLimits.TimeoutSecondsMax);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0);
        });
        var app = builder.Build();
        app.Run(Answer);
        await app.StartAsync();
        return app;
    }

    private async Task Answer(HttpContext http)
    {
        var path = http.Request.Path.Value ?? "";
        var slash = path.IndexOf('/', Math.Min(1, path.Length));
        if (slash < 0
            || !_environments.TryGetValue(path[1..slash], out var environment)
            || !path.AsSpan(slash).StartsWith(Version))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        string[] words = path[(slash + Version.Length)..].Split('/');
        switch (http.Request.Method, words)
        {
            case ("GET", ["invocation", "next"]):
                await Next(http, environment);
                break;
            case ("POST", ["invocation", var id, "response"]):
                await Take(http, await ReadAnswer(http), answer => environment.TryAnswer(id, answer));
                break;
            case ("POST", ["invocation", var id, "error"]):
                await Take(http, await ReadError(http), answer => environment.TryAnswer(id, answer));
                break;
            case ("POST", ["init", "error"]):
                environment.FailToBegin(await ReadError(http));
                await Reply(http, StatusCodes.Status202Accepted, """{"status":"OK"}""");
                break;
            default:
                http.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static async Task Next(HttpContext http, ExecutionEnvironment environment)
    {
        var invocation = await environment.Next(http.RequestAborted);
        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = invocation.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] =
            invocation.DeadlineAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = invocation.Arn;
        headers["Lambda-Runtime-Trace-Id"] = TraceId(invocation);
        if (invocation.Event.ClientContext is { } clientContext)
        {
            headers["Lambda-Runtime-Client-Context"] = clientContext;
        }

        var payload = invocation.Event.Payload;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = payload.Length;
        await http.Response.Body.WriteAsync(payload, http.RequestAborted);
    }

    // A trace that nobody samples: its root is made of the time and the request.
    private static string TraceId(Invocation invocation)
    {
        var id = invocation.RequestId.Replace("-", "", StringComparison.Ordinal);
        var seconds = invocation.DeadlineAt.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture);
        return $"Root=1-{seconds}-{id[..24]};Parent={id[16..32]};Sampled=0";
    }

    private static async Task<FunctionAnswer> ReadAnswer(HttpContext http)
    {
        var body = await ReadBody(http);
        return body is null ? RunErrors.TooLarge() : new FunctionAnswer(body);
    }

    private static async Task<FunctionAnswer> ReadError(HttpContext http)
    {
        var body = await ReadBody(http);
        return body is null ? RunErrors.TooLarge() : new FunctionAnswer(body, FunctionAnswer.Unhandled);
    }

    private static async Task<byte[]?> ReadBody(HttpContext http)
    {
        using var body = new MemoryStream();
        var piece = new byte[32 * 1024];
        int count;
        while ((count = await http.Request.Body.ReadAsync(piece, http.RequestAborted)) > 0)
        {
            if (body.Length + count > FunctionLimits.AnswerBytesMax)
            {
                return null;
            }

            body.Write(piece, 0, count);
        }

        return body.ToArray();
    }

    private static Task Take(HttpContext http, FunctionAnswer answer, Func<FunctionAnswer, bool> take) =>
        take(answer)
            ? Reply(http, StatusCodes.Status202Accepted, """{"status":"OK"}""")
            : Reply(
                http,
                StatusCodes.Status400BadRequest,
                """{"errorMessage":"The process is at another request.","errorType":"InvalidRequestID"}""");

    private static Task Reply(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.ContentLength = body.Length;
        return http.Response.WriteAsync(body);
    }
}
