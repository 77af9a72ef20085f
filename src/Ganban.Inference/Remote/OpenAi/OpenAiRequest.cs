using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;

namespace Ganban.Inference.Remote.OpenAi;

/// <summary>Writes the body of a chat completion.</summary>
internal static class OpenAiRequest
{
    // OpenAI's own servers take the newer name alone for their newer models; other engines know the older one.
    private const string OpenAiHost = "api.openai.com";

    /// <summary>The body for a streamed answer.</summary>
    /// <exception cref="Chat.UnsupportedContentException">Something has no place in the API.</exception>
    public static JsonObject Chat(IEnumerable<ChatMessage> messages, ChatOptions? options, RemoteEngineOptions engine)
    {
        var model = options?.ModelId ?? engine.Model;
        var body = Prompt(messages, options, model);
        body["stream"] = true;
        body["stream_options"] = new JsonObject { ["include_usage"] = true };
        if (options is not null)
        {
            body.Set(
                engine.Url.Host == OpenAiHost ? "max_completion_tokens" : "max_tokens",
                ChatBody.TokensMax(options, engine));
            Sampling(body, options);
            body.Set("response_format", Format(options.ResponseFormat));
            body.Set("reasoning_effort", Effort(options.Reasoning));
        }

        return body;
    }

    /// <summary>What makes the prompt: the model, the conversation and the tools.</summary>
    public static JsonObject Prompt(IEnumerable<ChatMessage> messages, ChatOptions? options, string model)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = OpenAiMessages.Of(ChatBody.Messages(messages, options), model),
        };
        if (ChatBody.Tools(options, model) is { } tools)
        {
            body["tools"] = tools;
            body.Set("tool_choice", Choice(options!.ToolMode));
            body.Set("parallel_tool_calls", options.AllowMultipleToolCalls);
        }

        return body;
    }

    private static void Sampling(JsonObject body, ChatOptions options)
    {
        body.Set("temperature", options.Temperature);
        body.Set("top_p", options.TopP);
        body.Set("top_k", options.TopK);
        body.Set("frequency_penalty", options.FrequencyPenalty);
        body.Set("presence_penalty", options.PresencePenalty);
        body.Set("seed", options.Seed);
        body.Set("stop", options.StopSequences is { Count: > 0 } stops
            ? new JsonArray([.. stops.Select(stop => JsonValue.Create(stop))])
            : null);
    }

    // "none" is new and few engines know it; without the member each does what it does.
    private static string? Effort(ReasoningOptions? reasoning) => reasoning?.Effort switch
    {
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High or ReasoningEffort.ExtraHigh => "high",
        _ => null,
    };

    private static JsonNode? Choice(ChatToolMode? mode) => mode switch
    {
        RequiredChatToolMode { RequiredFunctionName: { } name } => new JsonObject
        {
            ["type"] = "function",
            ["function"] = new JsonObject { ["name"] = name },
        },
        RequiredChatToolMode => "required",
        _ => null,
    };

    private static JsonObject? Format(ChatResponseFormat? format)
    {
        if (format is not ChatResponseFormatJson json)
        {
            return null;
        }

        if (json.Schema is not { } schema)
        {
            return new JsonObject { ["type"] = "json_object" };
        }

        var named = new JsonObject { ["name"] = json.SchemaName ?? "answer" };
        named.Set("description", json.SchemaDescription);
        named["schema"] = JsonNode.Parse(schema.GetRawText());
        named["strict"] = true;
        return new JsonObject { ["type"] = "json_schema", ["json_schema"] = named };
    }
}
