using System.Text.Json;
using Ganban.Bedrock.FoundationModels;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Invocation.Formats;

/// <summary>
/// Cohere Command R: one <c>message</c> beside the history, tools and documents. Documents stand before the message;
/// search queries alone are written by the engine, one a line.
/// </summary>
internal sealed class CohereChatFormat : INativeFormat
{
    private const double SeedMax = 1L << 53;
    private const string AskForQueries =
        "Write search queries that would find what is needed to answer the last message, one on each line and nothing "
        + "else. Write nothing if no search is needed.";

    public string Name => "cohere-command-r";

    public NativeCall Read(JsonElement body, CatalogModel model)
    {
        var root = new NativeBody(body);
        var message = root.RequiredText("message");
        var options = new ChatOptions
        {
            MaxOutputTokens = root.Integer("max_tokens", 1, 4000) ?? model.OutputTokensMax,
            Temperature = (float)(root.Number("temperature", 0, 1) ?? 0.3),
            TopP = (float)(root.Number("p", 0.01, 0.99) ?? 0.75),
            TopK = root.Number("k", 0, 500) is >= 1 and var k ? (int)k : null,
            FrequencyPenalty = (float?)root.Number("frequency_penalty", 0, 1),
            PresencePenalty = (float?)root.Number("presence_penalty", 0, 1),
            Seed = (long?)root.Number("seed", -SeedMax, SeedMax),
            StopSequences = [.. root.Texts("stop_sequences", 5)],
        };
        var preamble = root.Text("preamble");
        var history = CohereChatTurns.ReadHistory(root);
        var documents = CohereChatTurns.ReadDocuments(root);
        CohereChatTools.Read(root, options);
        var results = CohereChatTools.ReadResults(root);
        var onlyQueries = root.Boolean("search_queries_only") ?? false;
        var unsupported = ReadUnsupported(root);
        root.Check();
        if (unsupported is not null)
        {
            throw InvocationErrors.NotImplemented($"{unsupported} in Command R's format");
        }

        var turns = CohereChatTurns.Of(onlyQueries ? AskForQueries : preamble, history, documents, message);
        return new CohereChatCall(history, message, documents, onlyQueries)
        {
            Request = new([.. turns, .. results], options)
            {
                Sources = onlyQueries ? [] : [.. documents.Select(document => document.Source)],
            },
        };
    }

    public NativeCall Of(ChatRequest request, CatalogModel model) => new CohereChatCall(
        [.. request.Messages.SkipLast(1).Where(turn => turn.Text.Length > 0)
            .Select(turn => new CohereTurn(turn.Role == ChatRole.Assistant ? "CHATBOT" : "USER", turn.Text))],
        request.Messages[^1].Text,
        documents: [],
        onlyQueries: false)
    {
        Request = request,
    };

    private static string? ReadUnsupported(NativeBody root)
    {
        string? found = null;
        foreach (var name in new[] { "return_prompt", "raw_prompting" })
        {
            found = root.Boolean(name) == true ? name : found;
        }

        return root.OneOf("prompt_truncation", ["OFF", "AUTO_PRESERVE_ORDER"]) is "AUTO_PRESERVE_ORDER"
            ? "prompt_truncation AUTO_PRESERVE_ORDER"
            : found;
    }
}
