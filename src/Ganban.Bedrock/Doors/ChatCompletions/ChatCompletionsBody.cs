using System.Text.Json;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Formats;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;

namespace Ganban.Bedrock.Doors.ChatCompletions;

/// <summary>
/// What chat completions hold at the front door beside what they say to the model
/// (<see cref="OpenAiChatBody"/>): the whole difference to their bodies in InvokeModel.
/// </summary>
internal static class ChatCompletionsBody
{
    private const string Api = "the chat completions API";

    /// <summary>The efforts of reasoning that OpenAI's models know.</summary>
    public static IReadOnlyList<string> Efforts { get; } = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

    /// <summary>What turns may hold.</summary>
    public static ChatDialect Dialect { get; } = OpenAiChatBody.Native with
    {
        Reasoning = "reasoning_content",
        Efforts = Efforts,
        Echoes = ["reasoning", "refusal", "annotations", "audio", "function_call"],
    };

    /// <summary>Reads the members; what is wrong with them is among the body's complaints.</summary>
    /// <returns>Whether a stream ends with the usage.</returns>
    /// <exception cref="Ganban.Contracts.ModelledException">The body asks for what can't be done.</exception>
    public static bool Read(NativeBody root)
    {
        RefuseUndone(root);
        root.Text("model", required: true);
        root.Text("user");
        root.Text("safety_identifier");
        root.Text("prompt_cache_key");
        root.Text("prompt_cache_retention");
        root.Text("service_tier");
        root.FreeObject("metadata");
        root.Some("modalities", ["text"]);
        var isStream = root.Boolean("stream") ?? false;
        var tellsUsage = false;
        if (root.Object("stream_options") is { } options)
        {
            tellsUsage = options.Boolean("include_usage") ?? false;
            options.Boolean("include_obfuscation");
            options.RefuseOthers();
            if (!isStream)
            {
                root.Complain("stream_options", "is only allowed when stream is true");
            }
        }

        return tellsUsage;
    }

    private static void RefuseUndone(NativeBody root)
    {
        string[] undone =
        [
            "top_logprobs", "audio", "prediction", "web_search_options", "functions", "function_call", "verbosity",
            "moderation",
        ];
        var asked = undone.FirstOrDefault(name => root.Any(name) is not null)
            ?? (root.Boolean("logprobs") == true ? "logprobs" : null)
            ?? (root.Boolean("store") == true ? "store" : null)
            ?? (root.FreeObject("logit_bias") is { } bias && bias.EnumerateObject().Any() ? "logit_bias" : null);
        if (asked is not null)
        {
            throw InvocationErrors.NotImplemented($"{asked} in {Api}");
        }
    }
}
