using System.Text.Json.Nodes;
using Ganban.Inference.Chat;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.Ollama;

/// <summary>Writes the body of Ollama's <c>/api/chat</c>.</summary>
internal static class OllamaRequest
{
    /// <summary>The body for a streamed answer.</summary>
    /// <exception cref="UnsupportedContentException">Something has no place in the API.</exception>
    public static JsonObject Chat(IEnumerable<ChatMessage> messages, ChatOptions? options, RemoteEngineOptions engine)
    {
        var model = options?.ModelId ?? engine.Model;
        if (options is { ToolMode: RequiredChatToolMode, Tools.Count: > 0 })
        {
            throw new UnsupportedContentException("a tool choice that demands a call", model);
        }

        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = OllamaMessages.Of(ChatBody.Messages(messages, options), model),
            ["stream"] = true,

            // By default Ollama drops the beginning of what is too long, and says nothing.
            ["truncate"] = false,
            ["shift"] = false,
        };
        body.Set("tools", ChatBody.Tools(options, model));
        body.Set("format", Format(options?.ResponseFormat));
        body.Set("think", options?.Reasoning?.Effort == ReasoningEffort.None ? false : null);
        var sampling = Sampling(options, engine);
        body.Set("options", sampling.Count > 0 ? sampling : null);
        return body;
    }

    private static JsonNode? Format(ChatResponseFormat? format) => format switch
    {
        ChatResponseFormatJson { Schema: { } schema } => JsonNode.Parse(schema.GetRawText()),
        ChatResponseFormatJson => "json",
        _ => null,
    };

    private static JsonObject Sampling(ChatOptions? options, RemoteEngineOptions engine)
    {
        var sampling = new JsonObject();
        sampling.Set("num_ctx", engine.ContextLength);
        if (options is null)
        {
            return sampling;
        }

        sampling.Set("num_predict", ChatBody.TokensMax(options, engine));
        sampling.Set("temperature", options.Temperature);
        sampling.Set("top_p", options.TopP);
        sampling.Set("top_k", options.TopK);
        sampling.Set("frequency_penalty", options.FrequencyPenalty);
        sampling.Set("presence_penalty", options.PresencePenalty);
        sampling.Set("seed", options.Seed);
        sampling.Set("stop", options.StopSequences is { Count: > 0 } stops
            ? new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))])
            : null);
        return sampling;
    }
}
