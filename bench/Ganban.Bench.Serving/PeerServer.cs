using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace Ganban.Bench.Serving;

/// <summary>A llama-server, over its own streaming HTTP interface.</summary>
internal sealed class PeerServer(Uri address) : IEngine, IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = address, Timeout = TimeSpan.FromMinutes(10) };

    public string Name => "llama-server";

    public async Task<TimeSpan> Run(int[] prompt, int tokens)
    {
        var started = Stopwatch.GetTimestamp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/completion")
        {
            Content = JsonContent.Create(new
            {
                prompt,
                n_predict = tokens,
                temperature = 0,
                ignore_eos = true,
                cache_prompt = true,
                stream = true,
            }),
        };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var first = TimeSpan.Zero;
        while (await reader.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("data: {", StringComparison.Ordinal))
            {
                continue;
            }

            first = first == TimeSpan.Zero ? Stopwatch.GetElapsedTime(started) : first;
            using var json = JsonDocument.Parse(line["data: ".Length..]);
            if (json.RootElement.TryGetProperty("tokens_predicted", out var predicted)
                && json.RootElement.GetProperty("stop").GetBoolean()
                && predicted.GetInt32() != tokens)
            {
                throw new InvalidOperationException($"{predicted} tokens instead of {tokens}.");
            }
        }

        return first;
    }

    public void Dispose() => _http.Dispose();
}
