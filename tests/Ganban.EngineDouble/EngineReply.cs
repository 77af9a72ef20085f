using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ganban.EngineDouble;

/// <summary>What a double answers to one request, well or badly.</summary>
public sealed class EngineReply(EngineCall call, HttpContext http)
{
    /// <summary>The request.</summary>
    public EngineCall Call => call;

    /// <summary>Answers whole.</summary>
    public Task Json(string json, int status = 200, params (string Name, string Value)[] headers)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        foreach (var (name, value) in headers)
        {
            http.Response.Headers[name] = value;
        }

        return http.Response.WriteAsync(json);
    }

    /// <summary>Sends text as it is, in a write of its own.</summary>
    public Task Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    /// <summary>Sends bytes as they are, in a write of their own.</summary>
    public async Task Bytes(ReadOnlyMemory<byte> bytes)
    {
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);

        // Kestrel takes writes to a connection that is gone without a word.
        http.RequestAborted.ThrowIfCancellationRequested();
    }

    /// <summary>Sends server-sent events, each in a write of its own.</summary>
    public async Task Events(params string[] data)
    {
        Begin("text/event-stream");
        foreach (var item in data)
        {
            await Text($"data: {item}\n\n");
        }
    }

    /// <summary>Sends lines, each in a write of its own.</summary>
    public async Task Lines(params string[] lines)
    {
        Begin("application/x-ndjson");
        foreach (var line in lines)
        {
            await Text(line + "\n");
        }
    }

    /// <summary>Stays silent until the caller drops the connection.</summary>
    public async Task Hang()
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = http.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    /// <summary>Closes the connection in the middle; what the caller has not read yet is lost.</summary>
    public void Cut() => http.Abort();

    private void Begin(string type)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.ContentType = type;
        }
    }
}
