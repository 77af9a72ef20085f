using System.Text.Json;
using System.Text.Json.Nodes;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>Amazon Titan Text: <c>inputText</c> and <c>textGenerationConfig</c>, answered by <c>results</c>.</summary>
internal sealed class TitanTextFormat : INativeFormat
{
    public string Name => "titan-text";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var text = root.RequiredText("inputText");
        var options = new ChatOptions { MaxOutputTokens = 512, Temperature = 0.7f, TopP = 0.9f };
        if (root.Object("textGenerationConfig") is { } config)
        {
            options.MaxOutputTokens = config.Integer("maxTokenCount", 0, model.OutputTokensMax ?? 8192)
                ?? options.MaxOutputTokens;
            options.Temperature = (float?)config.Number("temperature", 0, 1) ?? options.Temperature;
            options.TopP = (float?)config.Number("topP", 0, 1) ?? options.TopP;
            options.StopSequences = [.. config.Texts("stopSequences")];
            config.RefuseOthers();
        }

        root.Check();
        return Of(new(Turns.OfTitan(text), options), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => new Call { Request = request };

    private static string Reason(ChatAnswer answer) => answer.End switch
    {
        AnswerEnd.MaxTokens or AnswerEnd.ContextFull => "LENGTH",
        AnswerEnd.StopSequence => "STOP_CRITERIA_MET",
        _ => "FINISH",
    };

    private sealed class Call : NativeCall
    {
        public override JsonObject Write(IReadOnlyList<ChatAnswer> answers) => new()
        {
            ["inputTextTokenCount"] = answers[0].InputTokens,
            ["results"] = new JsonArray(new JsonObject
            {
                ["tokenCount"] = answers[0].OutputTokens,
                ["outputText"] = answers[0].Text,
                ["completionReason"] = Reason(answers[0]),
            }),
        };

        // The prompt's count stands in the first chunk only, the answer's in the last.
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
                        yield return Chunk(text.Value, prompt, null);
                        prompt = null;
                        break;
                    case ChatStep.Finished { Answer: var answer }:
                        yield return InvocationMetrics.In(Chunk("", prompt, answer), answer);
                        break;
                }
            }
        }

        private static JsonObject Chunk(string text, int? promptTokens, ChatAnswer? end) => new()
        {
            ["outputText"] = text,
            ["index"] = 0,
            ["totalOutputTextTokenCount"] = end?.OutputTokens,
            ["completionReason"] = end is null ? null : Reason(end),
            ["inputTextTokenCount"] = promptTokens,
        };
    }
}
