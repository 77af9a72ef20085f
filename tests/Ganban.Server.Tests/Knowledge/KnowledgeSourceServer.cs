using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>
/// A server whose crawler may visit this machine, beside a web site on it; a script plays the models that read, and a
/// double makes the embeddings of Cohere's models.
/// </summary>
public sealed class KnowledgeSourceServer : IAsyncLifetime
{
    private const string Script = """
        {
          "rules": [
            { "when": { "system": "Transcribe" }, "reply": { "text": "# Poster\n\nThe zeppelin leaves at noon." } }
          ]
        }
        """;

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Site { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Site = await LoopbackEngine.Start();
        Site.On("/v1/embeddings", reply => reply.Json(OpenAiWords.Embeddings(
            reply.Call.Body["input"]!.AsArray().Count, [.. Enumerable.Repeat(1 / 32f, 1024)])));
        var path = Path.Combine(Server.Data, "script.json");
        await File.WriteAllTextAsync(path, Script);
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GANBAN__WEBCRAWLER__ALLOWPRIVATEADDRESSES"] = "true",
            ["GANBAN__ENGINES__PLAY__KIND"] = "scripted",
            ["GANBAN__ENGINES__PLAY__SCRIPT"] = path,
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = Site.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__EMBEDDINGMODEL"] = "tiny-embed",
            ["GANBAN__BINDINGS__0__PATTERN"] = "anthropic.*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "play",
            ["GANBAN__BINDINGS__1__PATTERN"] = "cohere.embed*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "house",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Site.DisposeAsync();
    }

    /// <summary>Puts a page on the site.</summary>
    internal void Page(string path, string html) => Answer(path, html, "text/html; charset=utf-8");

    /// <summary>Says what a path of the site answers.</summary>
    internal void Answer(
        string path, string text, string type = "text/plain", int status = 200, string? location = null) =>
        Site.On(path, reply => reply.Json(
            text,
            status,
            location is null ? [("Content-Type", type)] : [("Content-Type", type), ("Location", location)]));
}
