using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation.Formats.ChatCompletions;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>AI21 Jamba's chat completions; tools and formats came with Jamba 1.5.</summary>
internal sealed class JambaFormat : INativeFormat
{
    private static readonly ChatDialect Dialect = new("Jamba", ["system", "user", "assistant", "tool"], []);

    public string Name => "ai21-jamba";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var messages = ChatTurns.Read(root, Dialect, model);
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 0, 4096) ?? 4096,
            Temperature = (float)(root.Number("temperature", 0, 2) ?? 1),
            TopP = (float)(root.Number("top_p", 0.01, 1) ?? 1),
            FrequencyPenalty = (float?)root.Number("frequency_penalty", float.MinValue, float.MaxValue),
            PresencePenalty = (float?)root.Number("presence_penalty", float.MinValue, float.MaxValue),
            StopSequences = [.. root.TextOrTexts("stop")],
        };
        var answers = root.Integer("n", 1, 16) ?? 1;
        root.Boolean("stream");
        var hasDocuments = false;
        if (model.Id.StartsWith("ai21.jamba-1-5", StringComparison.Ordinal))
        {
            ChatTools.Read(root, Dialect, options);
            options.ResponseFormat = ChatFormat.Read(root, "text", "json_object");
            hasDocuments = root.Objects("documents").Any();
        }

        root.Check();
        Turns.RequireQuestion(messages);
        return hasDocuments
            ? throw InvocationErrors.NotImplemented("documents in Jamba's format")
            : Of(new(messages, options), model, answers);
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => Of(request, model, answers: 1);

    private static ChatCompletionCall Of(ChatRequest request, CatalogModel model, int answers) =>
        new(ChatShape.Jamba, model.Id, created: 0) { Request = request, Answers = answers };
}
