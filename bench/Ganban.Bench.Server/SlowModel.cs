using System.Diagnostics;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Ganban.Bench.Server;

/// <summary>
/// An embedding model behind OpenAI's API that takes its time for each text, one request after the other, and knows how
/// long it was at work.
/// </summary>
internal sealed class SlowModel : IAsyncDisposable
{
    private const int Dimensions = 1024;
    private static readonly TimeSpan PerText = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _oneAtATime = new(1);
    private readonly WebApplication _app;
    private long _busyTicks;

    private SlowModel()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(Embed);
    }

    /// <summary>Where it is.</summary>
    public Uri Address => new(_app.Urls.First());

    /// <summary>How long it was at work.</summary>
    public TimeSpan Busy => TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks));

    /// <summary>Starts one.</summary>
    public static async Task<SlowModel> Start()
    {
        var model = new SlowModel();
        await model._app.StartAsync();
        return model;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _oneAtATime.Dispose();
    }

    private async Task Embed(HttpContext http)
    {
        using var body = await JsonDocument.ParseAsync(http.Request.Body);
        var texts = body.RootElement.GetProperty("input").EnumerateArray().Select(text => text.GetString()!).ToList();
        await _oneAtATime.WaitAsync();
        try
        {
            var started = Stopwatch.GetTimestamp();
            await Task.Delay(PerText * texts.Count);
            Interlocked.Add(ref _busyTicks, Stopwatch.GetElapsedTime(started).Ticks);
        }
        finally
        {
            _oneAtATime.Release();
        }

        await http.Response.WriteAsJsonAsync(new
        {
            data = texts.Select((text, index) => new { index, embedding = Vector(text.Length + text[^1]) }),
            usage = new { prompt_tokens = texts.Count, total_tokens = texts.Count },
        });
    }

    private static float[] Vector(int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f)];
    }
}
