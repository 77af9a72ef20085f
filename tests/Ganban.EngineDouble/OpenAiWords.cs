using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ganban.EngineDouble;

/// <summary>What a server of OpenAI's API sends, in the shapes that vLLM and llama-server use.</summary>
public static class OpenAiWords
{
    /// <summary>The end of a stream.</summary>
    public const string Done = "[DONE]";

    /// <summary>A chunk with a delta.</summary>
    public static string Delta(string delta, string? finish = null) => new JsonObject
    {
        ["id"] = "chatcmpl-1",
        ["object"] = "chat.completion.chunk",
        ["created"] = 1,
        ["model"] = "tiny-instruct",
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["delta"] = JsonNode.Parse(delta),
            ["finish_reason"] = finish,
        }),
    }.ToJsonString();

    /// <summary>A chunk of text.</summary>
    public static string Text(string text) => Delta(JsonSerializer.Serialize(new { content = text }));

    /// <summary>The chunk that ends the choice.</summary>
    public static string Finish(string reason = "stop") => Delta("{}", reason);

    /// <summary>The chunk with the usage.</summary>
    public static string Usage(int prompt, int completion, int cached = 0) => JsonSerializer.Serialize(new
    {
        id = "chatcmpl-1",
        choices = Array.Empty<object>(),
        usage = new
        {
            prompt_tokens = prompt,
            completion_tokens = completion,
            total_tokens = prompt + completion,
            prompt_tokens_details = new { cached_tokens = cached },
        },
    });

    /// <summary>A whole stream of words with seven tokens of prompt and a token a word.</summary>
    public static string[] Answer(params string[] words) =>
        [Delta("""{"role":"assistant","content":""}"""), .. words.Select(Text), Finish(), Usage(7, words.Length), Done];

    /// <summary>Embeddings of the same vector for every input, at a token each.</summary>
    public static string Embeddings(int inputs, params float[] vector) => JsonSerializer.Serialize(new
    {
        @object = "list",
        data = Enumerable.Range(0, inputs).Select(index => new { @object = "embedding", index, embedding = vector }),
        model = "tiny-embed",
        usage = new { prompt_tokens = inputs, total_tokens = inputs },
    });
}
