using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Ganban.EngineDouble;

/// <summary>A web server on this machine that plays an engine: it notes what it is asked and answers as told.</summary>
public sealed class LoopbackEngine : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<EngineCall> _calls = new();
    private readonly ConcurrentDictionary<string, Func<EngineReply, Task>> _replies = new();

    private LoopbackEngine(WebApplication app) => _app = app;

    /// <summary>The server's address without a path.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>The address of OpenAI's API.</summary>
    public Uri OpenAiAddress => new(Address, "/v1");

    /// <summary>The requests so far.</summary>
    public IReadOnlyList<EngineCall> Calls => [.. _calls];

    /// <summary>The last request.</summary>
    public EngineCall Last => _calls.Last();

    /// <summary>Starts a server that knows no path yet.</summary>
    public static async Task<LoopbackEngine> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.Zero);
        var engine = new LoopbackEngine(builder.Build());
        engine._app.Run(engine.Answer);
        await engine._app.StartAsync();
        return engine;
    }

    /// <summary>Says what a path answers from now on.</summary>
    public void On(string path, Func<EngineReply, Task> reply) => _replies[path] = reply;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Disposing alone would stop the server as well, and block a thread of the tests' own few while it does.
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    // A form as an object: fields as they are, files in base64.
    private static async Task<JsonNode> Form(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        var json = new JsonObject();
        foreach (var (name, value) in form)
        {
            json[name] = value.ToString();
        }

        foreach (var file in form.Files)
        {
            using var bytes = new MemoryStream();
            await file.CopyToAsync(bytes);
            json[file.Name] = $"{file.ContentType};{Convert.ToBase64String(bytes.ToArray())}";
        }

        return json;
    }

    private static async Task<JsonNode> Json(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync();
        return JsonNode.Parse(body.Length > 0 ? body : "null") ?? new JsonObject();
    }

    private async Task Answer(HttpContext http)
    {
        var call = new EngineCall(
            http.Request.Path,
            http.Request.Headers.Authorization.FirstOrDefault(),
            http.Request.HasFormContentType ? await Form(http.Request) : await Json(http.Request));
        _calls.Enqueue(call);
        if (_replies.TryGetValue(call.Path, out var reply))
        {
            await reply(new EngineReply(call, http));
        }
        else
        {
            http.Response.StatusCode = 404;
        }
    }
}
