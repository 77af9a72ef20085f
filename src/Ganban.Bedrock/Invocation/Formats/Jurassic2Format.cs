using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Chat;
using Ganban.Inference.Generation;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// AI21 Jurassic-2: <c>prompt</c> and flat parameters, answered by <c>completions</c> with every token's
/// log-probability. The penalties' scales act on all tokens: an engine that can't tell the kinds of tokens apart
/// refuses the flags that switch some off.
/// </summary>
internal sealed class Jurassic2Format : INativeFormat
{
    private static readonly string[] Flags =
        ["applyToWhitespaces", "applyToPunctuations", "applyToNumbers", "applyToStopwords", "applyToEmojis"];

    public string Name => "ai21-jurassic2";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.RequiredText("prompt");
        var answers = root.Integer("numResults", 1, 16) ?? 1;
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("maxTokens", 0, model.OutputTokensMax ?? 8191) ?? 200,
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 0.5),
            TopP = (float)(root.Number("topP", 0, 1) ?? 0.5),
            StopSequences = [.. root.Texts("stopSequences")],
            PresencePenalty = (float?)Scale(root, "presencePenalty", 5),
            AdditionalProperties = new() { [ChatProperties.TokenDetails] = true },
        };

        // One grows with how often a token appeared, the other with its share of the text: both push the same way.
        var penalty = (Scale(root, "countPenalty", 1) ?? 0) + ((Scale(root, "frequencyPenalty", 500) ?? 0) / 500);
        options.FrequencyPenalty = penalty > 0 ? (float)penalty : null;
        Refuse(root, "minTokens", root.Integer("minTokens", 0, 8191));
        Refuse(root, "topKReturn", root.Integer("topKReturn", 0, 10));
        root.Check();
        return new Call(prompt) { Request = new([new ChatMessage(ChatRole.User, prompt)], options), Answers = answers };
    }

    private static double? Scale(NativeBody root, string name, double max)
    {
        if (root.Object(name) is not { } penalty)
        {
            return null;
        }

        foreach (var flag in Flags)
        {
            if (penalty.Boolean(flag) == false)
            {
                penalty.Complain(flag, "the engine applies penalties to all tokens; leave the flag out or true");
            }
        }

        var scale = penalty.Number("scale", 0, max);
        penalty.RefuseOthers();
        return scale;
    }

    private static void Refuse(NativeBody root, string name, int? value)
    {
        if (value > 0)
        {
            root.Complain(name, "the engine supports 0 only");
        }
    }

    private sealed class Call(string prompt) : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) => new()
        {
            ["id"] = 1234,
            ["prompt"] = new JsonObject
            {
                ["text"] = prompt,
                ["tokens"] = Tokens(answers[0].PromptTokens),
            },
            ["completions"] = new JsonArray([.. answers.Select(Completion)]),
        };

        // The catalog knows no streaming for this family; the handler refuses before it comes here.
        public override IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps) =>
            throw InvocationErrors.NoStreaming();

        private static JsonObject Completion(ChatAnswer answer) => new()
        {
            ["data"] = new JsonObject { ["text"] = answer.Text, ["tokens"] = Tokens(answer.Tokens) },
            ["finishReason"] = answer.End switch
            {
                AnswerEnd.MaxTokens or AnswerEnd.ContextFull =>
                    new JsonObject { ["reason"] = "length", ["length"] = answer.OutputTokens },
                AnswerEnd.StopSequence => new JsonObject { ["reason"] = "stop", ["sequence"] = answer.StopSequence },
                _ => new JsonObject { ["reason"] = "endoftext" },
            },
        };

        private static JsonArray Tokens(IReadOnlyList<TokenDetail> tokens)
        {
            var list = new JsonArray();
            var start = 0;
            foreach (var token in tokens)
            {
                var end = start + token.Text.Length;
                list.Add(new JsonObject
                {
                    ["generatedToken"] = new JsonObject
                    {
                        ["token"] = token.Text.Replace(' ', '▁').Replace("\n", "<|newline|>", StringComparison.Ordinal),
                        ["logprob"] = Known(token.LogProbability),
                        ["raw_logprob"] = Known(token.LogProbability),
                    },
                    ["topTokens"] = null,
                    ["textRange"] = new JsonObject { ["start"] = start, ["end"] = end },
                });
                start = end;
            }

            return list;
        }

        // Nothing predicts a text's first token.
        private static float? Known(float logProbability) => float.IsFinite(logProbability) ? logProbability : null;
    }
}
