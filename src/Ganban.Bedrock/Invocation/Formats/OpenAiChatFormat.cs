using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Ganban.Contracts.BedrockRuntime;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>OpenAI's chat completions, as gpt-oss, Qwen, DeepSeek V3 and other open models take them.</summary>
internal sealed class OpenAiChatFormat(TimeProvider clock) : INativeFormat
{
    private const int AnswersMax = 128;
    private const double SeedMax = 1L << 53;
    private static readonly InlineReasoning GptOssReasoning = new("<reasoning>", "</reasoning>");
    private static readonly ChatDialect Dialect = new(
        "OpenAI", ["system", "developer", "user", "assistant", "tool"], ["auto", "none", "required"])
    {
        TakesParts = true,
        ChoosesByName = true,
    };

    public string Name => "openai-chat";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var messages = ChatTurns.Read(root, Dialect, model);
        var outputMax = model.OutputTokensMax ?? int.MaxValue;
        var older = root.Integer("max_tokens", 1, outputMax);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_completion_tokens", 1, outputMax) ?? older ?? model.OutputTokensMax,
            Temperature = (float?)root.Number("temperature", 0, 2),
            TopP = (float?)root.Number("top_p", 0, 1),
            FrequencyPenalty = (float?)root.Number("frequency_penalty", -2, 2),
            PresencePenalty = (float?)root.Number("presence_penalty", -2, 2),
            Seed = (long?)root.Number("seed", -SeedMax, SeedMax),
            StopSequences = [.. root.TextOrTexts("stop", 4)],
            ResponseFormat = ChatFormat.Read(root, "text", "json_object", "json_schema"),
        };
        ChatTools.Read(root, Dialect, options);
        options.AllowMultipleToolCalls = root.Boolean("parallel_tool_calls");
        var answers = root.Integer("n", 1, AnswersMax) ?? 1;
        var name = root.Text("model");
        options.Reasoning = root.OneOf("reasoning_effort", ["low", "medium", "high"]) is { } effort
            ? ReasoningSwitch.Named(effort)
            : null;
        ReadSwitches(root);
        root.Check();
        Turns.RequireQuestion(messages);
        return name is null || name == model.Id || name.EndsWith('.' + model.Id, StringComparison.Ordinal)
            ? Of(new(messages, options), model, answers)
            : throw new ValidationException(
                $"The model in the body, {name}, is not the one that the request is sent to, {model.Id}.");
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => Of(request, model, answers: 1);

    // Checked, and without effect on the engine.
    private static void ReadSwitches(NativeBody root)
    {
        root.Boolean("stream");
        root.Text("user");
        if (root.Object("stream_options") is { } stream)
        {
            stream.Boolean("include_usage");
            stream.RefuseOthers();
        }
    }

    private ChatCompletionCall Of(ChatRequest request, CatalogModel model, int answers) =>
        new(ChatShape.OpenAi, model.Id, clock.GetUtcNow().ToUnixTimeSeconds())
        {
            Request = request,
            Answers = answers,
            Reasoning = model.Id.StartsWith("openai.gpt-oss", StringComparison.Ordinal) ? GptOssReasoning : null,
        };
}
