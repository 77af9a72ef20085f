using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Writer Palmyra: chat completions like OpenAI's, or a <c>prompt</c> that is answered by choices of text.
/// </summary>
internal sealed class WriterChatFormat(TimeProvider clock) : INativeFormat
{
    private const double SeedMax = 1L << 53;
    private static readonly ChatDialect Dialect =
        new("Writer", ["system", "user", "assistant", "tool"], ["auto", "none", "required"]) { ChoosesByName = true };

    public string Name => "writer-chat";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var prompt = root.Text("prompt");
        var messages = prompt is null
            ? ChatTurns.Read(root, Dialect, model)
            : [new ChatMessage(ChatRole.User, prompt)];
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, model.OutputTokensMax ?? 8192) ?? model.OutputTokensMax,
            Temperature = (float?)root.Number("temperature", 0, 2),
            TopP = (float?)root.Number("top_p", 0, 1),
            Seed = (long?)root.Number("seed", -SeedMax, SeedMax),
            StopSequences = [.. root.TextOrTexts("stop")],
        };
        var answers = root.Integer("n", 1, 16) ?? 1;
        root.Boolean("stream");
        ChatTools.Read(root, Dialect, options);
        root.Check();
        Turns.RequireQuestion(messages);
        return Of(new(messages, options), model, isText: prompt is not null, answers);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => Of(request, model, isText: false, answers: 1);

    private ChatCompletionCall Of(ChatRequest request, CatalogModel model, bool isText, int answers) => new(
        isText ? ChatShape.Text : ChatShape.OpenAi,
        WireIds.ProviderName(model.Id),
        clock.GetUtcNow().ToUnixTimeSeconds())
    {
        Request = request,
        Answers = answers,
    };
}
