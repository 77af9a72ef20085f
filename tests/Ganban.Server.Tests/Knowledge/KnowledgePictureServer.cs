using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.EngineDouble;
using Ganban.TestKit;

namespace Ganban.Server.Tests.Knowledge;

/// <summary>
/// A server beside an engine that sees: it writes down what it is shown, and its vectors of pictures and of texts lie
/// together. Nova sees and Llama doesn't; Titan's multimodal embeddings are for pictures too, those of text aren't.
/// </summary>
public sealed class KnowledgePictureServer : IAsyncLifetime
{
    private const int Dimensions = 256;

    public GanbanServer Server { get; } = new();

    public LoopbackEngine Engine { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Engine = await LoopbackEngine.Start();
        Engine.On("/v1/chat/completions", reply => reply.Events(OpenAiWords.Answer(Written(reply.Call.Body))));
        Engine.On("/v1/embeddings", reply => reply.Json(Embedded(reply.Call.Body)));
        foreach (var (name, value) in new Dictionary<string, string>
        {
            ["GANBAN__ENGINES__HOUSE__KIND"] = "openai",
            ["GANBAN__ENGINES__HOUSE__URL"] = Engine.OpenAiAddress.ToString(),
            ["GANBAN__ENGINES__HOUSE__MODEL"] = "tiny-seer",
            ["GANBAN__ENGINES__HOUSE__EMBEDDINGMODEL"] = "tiny-embed",
            ["GANBAN__ENGINES__HOUSE__EMBEDSIMAGES"] = "true",
            ["GANBAN__BINDINGS__0__PATTERN"] = "amazon.nova-lite*",
            ["GANBAN__BINDINGS__0__ENGINE"] = "house",
            ["GANBAN__BINDINGS__1__PATTERN"] = "meta.*",
            ["GANBAN__BINDINGS__1__ENGINE"] = "house",
            ["GANBAN__BINDINGS__2__PATTERN"] = "amazon.titan-embed-image*",
            ["GANBAN__BINDINGS__2__ENGINE"] = "house",
        })
        {
            Server.Environment[name] = value;
        }

        await Server.InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Engine.DisposeAsync();
    }

    private static string Written(JsonNode body)
    {
        var shown = body["messages"]!.AsArray()[^1]!["content"]!;
        return shown.ToJsonString().Contains("data:image/jpeg;base64,", StringComparison.Ordinal)
            ? "# Poster\n\nThe zeppelin leaves at noon."
            : $"Copied: {(shown is JsonArray parts ? parts[0]!["text"] : shown)}";
    }

    // A PNG file and what is red lie in one direction, a JPEG file and what is blue in another.
    private static string Embedded(JsonNode body)
    {
        var inputs = body["input"] is JsonArray texts ? texts.Select(text => (string)text!) : [body["messages"]!.ToJsonString()];
        return JsonSerializer.Serialize(new
        {
            data = inputs.Select((input, index) => new { index, embedding = Vector(input) }),
            usage = new { prompt_tokens = 1 },
        });
    }

    private static float[] Vector(string input)
    {
        var vector = new float[Dimensions];
        vector[0] = input.Contains("red", StringComparison.Ordinal) || input.Contains("image/png", StringComparison.Ordinal) ? 1 : 0.1f;
        vector[1] = input.Contains("blue", StringComparison.Ordinal) || input.Contains("image/jpeg", StringComparison.Ordinal) ? 1 : 0.1f;
        vector[2] = 0.2f;
        return vector;
    }
}
