using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Ganban.Inference.Chat;
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
        var unsupported = Above0(root, "minTokens", 8191) ?? Above0(root, "topKReturn", 10);
        root.Check();
        return unsupported is null
            ? new Call(prompt) { Request = new([new ChatMessage(ChatRole.User, prompt)], options), Answers = answers }
            : throw InvocationErrors.NotImplemented($"{unsupported} above 0 in Jurassic-2's format");
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) =>
        new Call(request.Messages[^1].Text) { Request = request };

    private static double? Scale(NativeBody root, string name, double max)
    {
        if (root.Object(name) is not { } penalty)
        {
            return null;
        }

        var scale = penalty.Number("scale", 0, max);
        var off = Flags.Where(flag => penalty.Boolean(flag) == false).ToArray();
        penalty.RefuseOthers();
        return scale > 0 && off.Length > 0
            ? throw InvocationErrors.NotImplemented($"{name} with {off[0]} false in Jurassic-2's format")
            : scale;
    }

    private static string? Above0(NativeBody root, string name, int max) =>
        root.Integer(name, 0, max) > 0 ? name : null;

    private sealed class Call(string prompt) : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) => new()
        {
            ["id"] = 1234,
            ["prompt"] =
                new JsonObject { ["text"] = prompt, ["tokens"] = Jurassic2Tokens.OfPrompt(answers[0], prompt) },
            ["completions"] = new JsonArray([.. answers.Select(Completion)]),
        };

        // The catalog knows no streaming for this family; the handler refuses before it comes here.
        public override IAsyncEnumerable<JsonObject> WriteStream(IAsyncEnumerable<ChatStep> steps) =>
            throw InvocationErrors.NoStreaming();

        private static JsonObject Completion(ChatAnswer answer) => new()
        {
            ["data"] = new JsonObject { ["text"] = answer.Text, ["tokens"] = Jurassic2Tokens.OfAnswer(answer) },
            ["finishReason"] = answer.End switch
            {
                AnswerEnd.MaxTokens or AnswerEnd.ContextFull =>
                    new JsonObject { ["reason"] = "length", ["length"] = answer.OutputTokens },
                AnswerEnd.StopSequence => new JsonObject { ["reason"] = "stop", ["sequence"] = answer.StopSequence },
                _ => new JsonObject { ["reason"] = "endoftext" },
            },
        };
    }
}
