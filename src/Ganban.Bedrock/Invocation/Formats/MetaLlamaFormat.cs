using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Meta Llama: a <c>prompt</c> with the chat template already applied, answered by <c>generation</c>.
/// </summary>
internal sealed class MetaLlamaFormat : INativeFormat
{
    public string Name => "meta-llama";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_gen_len", 1, model.OutputTokensMax ?? 2048) ?? 512,
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 0.5),
            TopP = (float)(root.Number("top_p", 0, 1) ?? 0.9),
        };
        if (root.Texts("images").Count > 0)
        {
            root.Complain(
                "images", $"the engine that answers for {model.Id} can't read images; bind the model to one that can");
        }

        root.Check();
        return new Call { Request = new(Turns.OfLlama(prompt), options) };
    }

    private static string Reason(ChatAnswer answer) =>
        answer.End is AnswerEnd.MaxTokens or AnswerEnd.ContextFull ? "length" : "stop";

    private sealed class Call : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) => new()
        {
            ["generation"] = answers[0].Text,
            ["prompt_token_count"] = answers[0].InputTokens,
            ["generation_token_count"] = answers[0].OutputTokens,
            ["stop_reason"] = Reason(answers[0]),
        };

        // Counts are known when the engine has finished, so they are null until the last chunk.
        public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
        {
            await foreach (var step in steps)
            {
                switch (step)
                {
                    case ChatStep.Text text:
                        yield return Chunk(text.Value, null);
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(Chunk("", answer), answer);
                        break;
                }
            }
        }

        private static JsonObject Chunk(string text, ChatAnswer? end) => new()
        {
            ["generation"] = text,
            ["prompt_token_count"] = end?.InputTokens,
            ["generation_token_count"] = end?.OutputTokens,
            ["stop_reason"] = end is null ? null : Reason(end),
        };
    }
}
