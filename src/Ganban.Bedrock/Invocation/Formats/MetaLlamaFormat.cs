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
        var images = model.Capabilities.Contains(ModelCapability.Vision) ? Images(root) : [];
        root.Check();
        var turns = Turns.OfLlama(prompt);
        if (images.Count > 0)
        {
            Show(images, turns);
        }

        return Of(new(turns, options), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => new Call { Request = request };

    private static List<AIContent> Images(NativeBody root)
    {
        var images = new List<AIContent>();
        foreach (var image in root.Texts("images"))
        {
            if (NativeImage.OfBase64(root, $"images/{images.Count}", image) is { } read)
            {
                images.Add(read);
            }
        }

        return images;
    }

    // The marks in the prompt say how many images there are, which the engine's own template says anew.
    private static void Show(List<AIContent> images, IReadOnlyList<ChatMessage> turns)
    {
        var user = turns.LastOrDefault(turn => turn.Role == ChatRole.User) ?? turns[^1];
        var text = user.Text.Replace("<|image|>", "", StringComparison.Ordinal).Trim();
        user.Contents = [.. images, new TextContent(text)];
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

        // The prompt's count stands in the first chunk only, the answer's runs along.
        public override async IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps)
        {
            int? prompt = null;
            await foreach (var step in steps)
            {
                switch (step)
                {
                    case ChatStep.Started started:
                        prompt = started.InputTokens;
                        break;
                    case ChatStep.Text text:
                        yield return Chunk(text.Value, prompt, text.OutputTokens, null);
                        prompt = null;
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(
                            Chunk("", prompt, answer.OutputTokens, Reason(answer)), answer);
                        break;
                }
            }
        }

        private static JsonObject Chunk(string text, int? promptTokens, int? tokens, string? reason) => new()
        {
            ["generation"] = text,
            ["prompt_token_count"] = promptTokens,
            ["generation_token_count"] = tokens,
            ["stop_reason"] = reason,
        };
    }
}
