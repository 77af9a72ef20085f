using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Mistral's chat completion. The Large models of 2024 answer with <c>choices</c> alone; Pixtral and what came later
/// with OpenAI's object, and they take OpenAI's <c>stop</c>.
/// </summary>
internal sealed class MistralChatFormat(TimeProvider clock) : INativeFormat
{
    private static readonly ChatDialect Dialect =
        new("Mistral", ["system", "user", "assistant", "tool"], ["auto", "any", "none"]) { TakesParts = true };

    public string Name => "mistral-chat";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var messages = ChatTurns.Read(root, Dialect, model);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, model.OutputTokensMax ?? 8192) ?? model.OutputTokensMax,
            Temperature = (float?)root.Number("temperature", 0, 1),
            TopP = (float?)root.Number("top_p", 0, 1),
            StopSequences = IsOfFirstKind(model) ? null : [.. root.TextOrTexts("stop", 10)],
        };
        ChatTools.Read(root, Dialect, options);
        root.Check();
        Turns.RequireQuestion(messages);
        return Of(new(messages, options), model);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => new ChatCompletionCall(
        IsOfFirstKind(model) ? ChatShape.Mistral : ChatShape.OpenAi,
        model.Id,
        clock.GetUtcNow().ToUnixTimeSeconds())
    {
        Request = request,
    };

    private static bool IsOfFirstKind(CatalogModel model) =>
        model.Id.StartsWith("mistral.mistral-large-24", StringComparison.Ordinal);
}
