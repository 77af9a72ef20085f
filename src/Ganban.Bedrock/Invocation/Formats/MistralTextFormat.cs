using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Mistral's text completion: a <c>prompt</c> with <c>[INST]</c> blocks, answered by <c>outputs</c>. The limits differ
/// from model to model.
/// </summary>
internal sealed class MistralTextFormat : INativeFormat
{
    public string Name => "mistral-text";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var isMixtral = model.Id.Contains("mixtral", StringComparison.Ordinal);
        var isFirst = isMixtral || model.Id.Contains("mistral-7b", StringComparison.Ordinal);
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        var outputMax = isMixtral ? 4096 : 8192;
        var topK = isFirst ? root.Integer("top_k", 1, 200) ?? 50 : root.Integer("top_k", 1, int.MaxValue);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, outputMax) ?? (isFirst ? 512 : 8192),
            Temperature = (float)(root.Number("temperature", 0, 1) ?? (isFirst ? 0.5 : 0.7)),
            TopP = (float)(root.Number("top_p", 0, 1) ?? (isFirst ? 0.9 : 1)),
            TopK = topK,
            StopSequences = [.. root.Texts("stop", 10)],
        };
        root.Check();
        var turns = Turns.OfMistral(prompt);
        Turns.RequireQuestion(turns);
        return Of(new(turns, options), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => new Call { Request = request };

    private static string Reason(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? "length" : "stop";

    private sealed class Call : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) =>
            Outputs(answers[0].Text, Reason(answers[0]));

        public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
        {
            await foreach (var step in steps)
            {
                switch (step)
                {
                    case ChatStep.Text text:
                        yield return Outputs(text.Value, null);
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(Outputs("", Reason(answer)), answer);
                        break;
                }
            }
        }

        private static JsonObject Outputs(string text, string? reason) => new()
        {
            ["outputs"] = new JsonArray(new JsonObject { ["text"] = text, ["stop_reason"] = reason }),
        };
    }
}
