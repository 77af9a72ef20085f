using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Claude's text completions: a <c>prompt</c> of <c>Human:</c> and <c>Assistant:</c> paragraphs, answered by
/// <c>completion</c>. An answer that ends by itself ends at the next human's turn.
/// </summary>
internal sealed class AnthropicTextFormat : INativeFormat
{
    private const string HumanTurn = "\n\nHuman:";

    public string Name => "anthropic-text-completions";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        root.OneOf("anthropic_version", ["bedrock-2023-05-31"]);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens_to_sample", 0, 4096, required: true),
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 1),
            TopP = (float)(root.Number("top_p", 0, 1) ?? 1),
            TopK = (root.Integer("top_k", 0, 500) ?? 250) is > 0 and var topK ? topK : null,
            StopSequences = [.. root.Texts("stop_sequences", 4).Append(HumanTurn).Distinct()],
        };
        root.Check();
        var turns = Turns.OfClaude(prompt, isLoose: IsClaude21(model));
        Turns.RequireQuestion(turns);
        return Of(new(turns, options), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new Call(IsClaude21(model)) { Request = request };

    private static bool IsClaude21(CatalogModel model) =>
        model.Id.StartsWith("anthropic.claude-v2:1", StringComparison.Ordinal);

    private sealed class Call(bool tellsType) : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers)
        {
            var body = Completion(answers[0].Text, answers[0]);
            if (tellsType)
            {
                body["type"] = "completion";
            }

            return body;
        }

        public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
        {
            await foreach (var step in steps)
            {
                switch (step)
                {
                    case ChatStep.Text text:
                        yield return Completion(text.Value, null);
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(Completion("", answer), answer);
                        break;
                }
            }
        }

        private static JsonObject Completion(string text, ChatAnswer? end)
        {
            var isFull = end?.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull;
            return new()
            {
                ["completion"] = text,
                ["stop_reason"] = end is null ? null : isFull ? "max_tokens" : "stop_sequence",
                ["stop"] = end is null || isFull ? null : end.StopSequence ?? HumanTurn,
            };
        }
    }
}
