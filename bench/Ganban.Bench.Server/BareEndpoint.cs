using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ganban.Bench.Server;

/// <summary>
/// What answers without doing anything: the same bytes that the server answers, from Kestrel alone, and an
/// OpenAI-compatible upstream that answers at once. It runs as a process of its own.
/// </summary>
internal static class BareEndpoint
{
    /// <summary>The verb that starts it.</summary>
    public const string Verb = "bare";

    private const string Words = "\"Certainly. Here is the answer.\"";
    private const string Usage = "\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":6,\"total_tokens\":15}";
    private const string Head = "{\"id\":\"chatcmpl-1\",\"created\":1,\"model\":\"m\",\"object\":\"chat.completion";

    private static readonly byte[] Answer = Encoding.UTF8.GetBytes(
        "{\"id\":\"msg_bdrk_01AAAAAAAAAAAAAAAAAAAAAA\",\"type\":\"message\",\"role\":\"assistant\","
        + "\"model\":\"claude-3-haiku-20240307\",\"content\":[{\"type\":\"text\",\"text\":" + Words + "}],"
        + "\"stop_reason\":\"end_turn\",\"stop_sequence\":null,\"usage\":{\"input_tokens\":9,\"output_tokens\":6}}");

    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(
        Head + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":" + Words
        + "},\"finish_reason\":\"stop\"}]," + Usage + "}");

    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(
        Event("\"choices\":[{\"index\":0,\"delta\":{\"content\":" + Words + "},\"finish_reason\":null}]")
        + Event("\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]")
        + Event("\"choices\":[]," + Usage)
        + "data: [DONE]\n\n");

    /// <summary>Serves until its input ends.</summary>
    public static async Task Serve()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
        });
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.Run(Handle);
        await app.StartAsync();
        Console.WriteLine(ServerProcess.Marker + app.Urls.First());
        await Console.In.ReadToEndAsync();
    }

    private static string Event(string members) => $"data: {Head}.chunk\",{members}}}\n\n";

    private static async Task Handle(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var isCompletion = http.Request.Path.Value!.EndsWith("/chat/completions", StringComparison.Ordinal);
        var isStream = isCompletion && body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf("\"stream\":true"u8) >= 0;
        var answer = !isCompletion ? Answer : isStream ? Stream : Whole;
        http.Response.ContentType = isStream ? "text/event-stream" : "application/json";
        http.Response.ContentLength = answer.Length;
        await http.Response.Body.WriteAsync(answer, http.RequestAborted);
    }
}
