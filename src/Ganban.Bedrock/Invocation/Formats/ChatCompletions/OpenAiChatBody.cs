using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats.ChatCompletions;

/// <summary>
/// Reads what a body of OpenAI's chat completions says to a model, whichever way it came: in InvokeModel, or through
/// the front door.
/// </summary>
internal static class OpenAiChatBody
{
    private const int AnswersMax = 128;
    private const double SeedMax = 1L << 53;

    /// <summary>What bodies of InvokeModel may hold.</summary>
    public static ChatDialect Native { get; } = new(
        "OpenAI", ["system", "developer", "user", "assistant", "tool"], ["auto", "none", "required"])
    {
        TakesParts = true,
        ChoosesByName = true,
        Efforts = ["low", "medium", "high"],
    };

    /// <summary>Reads the members; what is wrong with them is among the body's complaints.</summary>
    /// <returns>The request, and how many answers it asks for.</returns>
    public static (ChatRequest Request, int Answers) Read(NativeBody root, ChatDialect dialect, CatalogModel model)
    {
        var messages = ChatTurns.Read(root, dialect, model);
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
            Reasoning = ReasoningSwitch.Read(root, "reasoning_effort", dialect.Efforts),
        };
        ChatTools.Read(root, dialect, options);
        options.AllowMultipleToolCalls = root.Boolean("parallel_tool_calls");
        return (new(messages, options), root.Integer("n", 1, AnswersMax) ?? 1);
    }
}
