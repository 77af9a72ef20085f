using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// DeepSeek R1: a <c>prompt</c> with the chat template already applied, answered by <c>choices</c> whose text holds
/// what the model thought as well.
/// </summary>
internal sealed class DeepSeekTextFormat : INativeFormat
{
    private const string ThoughtBegun = "<think>";
    private const string ThoughtEnded = "\n</think>\n";

    public string Name => "deepseek-text";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, 32_768) ?? model.OutputTokensMax,
            Temperature = (float?)root.Number("temperature", 0, 1),
            TopP = (float?)root.Number("top_p", 0, 1),
            StopSequences = [.. root.Texts("stop", 10)],
        };
        root.Check();
        var turns = Turns.OfDeepSeek(prompt);
        Turns.RequireQuestion(turns);
        var begun = prompt.TrimEnd().EndsWith(ThoughtBegun, StringComparison.Ordinal) ? "" : ThoughtBegun + "\n";
        return new Call(new InlineReasoning(begun, ThoughtEnded)) { Request = new(turns, options) };
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new Call(new InlineReasoning(ThoughtBegun + "\n", ThoughtEnded)) { Request = request };

    private static string Reason(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? "length" : "stop";

    private sealed class Call(InlineReasoning reasoning) : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) =>
            Choices(reasoning.In(answers[0]).Text, Reason(answers[0]));

        public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
        {
            await foreach (var step in reasoning.In(steps))
            {
                switch (step)
                {
                    case ChatStep.Text text:
                        yield return Choices(text.Value, null);
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(Choices("", Reason(answer)), answer);
                        break;
                }
            }
        }

        private static JsonObject Choices(string text, string? reason) => new()
        {
            ["choices"] = new JsonArray(new JsonObject { ["text"] = text, ["stop_reason"] = reason }),
        };
    }
}
