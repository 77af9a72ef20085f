using Ganban.Bedrock.FoundationModels;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Puts what the model thinks into the text of its answer, for formats that have no other place for it.
/// </summary>
/// <param name="Before">What stands before the reasoning.</param>
/// <param name="After">What stands between the reasoning and the answer.</param>
internal sealed record InlineReasoning(string Before, string After)
{
    private static readonly InlineReasoning GptOss = new("<reasoning>", "</reasoning>");

    /// <summary>Where a model's reasoning stands in chat completions; null if it has a member of its own.</summary>
    public static InlineReasoning? OfChatCompletions(CatalogModel model) =>
        model.Id.StartsWith("openai.gpt-oss", StringComparison.Ordinal) ? GptOss : null;

    /// <summary>The answer with its reasoning in the text.</summary>
    public ChatAnswer In(ChatAnswer answer) => answer.Reasoning.Length == 0
        ? answer
        : answer with { Text = Before + answer.Reasoning + After + answer.Text, Reasoning = "" };

    /// <summary>The steps with reasoning as text.</summary>
    public async IAsyncEnumerable<ChatStep> In(IAsyncEnumerable<ChatStep> steps)
    {
        var isOpen = false;
        await foreach (var step in steps)
        {
            if (step is ChatStep.Reasoning reasoning)
            {
                yield return new ChatStep.Text(isOpen ? reasoning.Value : Before + reasoning.Value, null);
                isOpen = true;
                continue;
            }

            if (isOpen)
            {
                yield return new ChatStep.Text(After, null);
                isOpen = false;
            }

            yield return step;
        }
    }
}
