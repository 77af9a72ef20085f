using System.Text.Json;
using Ganban.Bedrock.Citations;
using Ganban.Bedrock.FoundationModels;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.Invocation.Converse;
using Ganban.Bedrock.Retrieval.Sql;
using Ganban.Storage.Vectors;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Retrieval;

/// <summary>What a model is asked, given what was found.</summary>
/// <param name="settings">How the question is to be answered.</param>
/// <param name="question">The question.</param>
/// <param name="turns">What was said before.</param>
/// <param name="model">The model.</param>
/// <param name="now">The time.</param>
internal sealed class AnswerChat(
    AnswerSettings settings,
    string question,
    IReadOnlyList<AnswerTurn> turns,
    CatalogModel model,
    DateTimeOffset now)
{
    // The service's own.
    private const int OutputTokensDefault = 2048;

    private readonly ChatOptions _options = Options(settings, model);

    /// <summary>The request: what was found in the system prompt, the question as the user's turn.</summary>
    public ChatRequest Of(IReadOnlyList<VectorMatch> found)
    {
        var prompt = AnswerPrompt.Fill(settings.Template, question, found, turns, now);
        return new ChatRequest([new(ChatRole.System, prompt), .. Turns(turns), new(ChatRole.User, question)], _options)
        {
            Sources = Sources(found),
        };
    }

    /// <summary>Passages and rows that were found, as what an answer may cite; a row is cited as a whole.</summary>
    public static IReadOnlyList<CitableSource> Sources(IReadOnlyList<VectorMatch> found) =>
    [
        .. found.Select((match, index) => new CitableSource(
            index,
            match is RowMatch ? CitableKind.Chunks : CitableKind.Text,
            Title: null,
            match.Document,
            [Evidence(match)])),
    ];

    /// <summary>What a match says: of a row its values, and the query, which tells what they are.</summary>
    public static string Evidence(VectorMatch match) =>
        match is RowMatch row ? $"{row.Query}\n{row.Text}" : match.Text;

    /// <summary>What was said before, as messages.</summary>
    public static IEnumerable<ChatMessage> Turns(IReadOnlyList<AnswerTurn> turns) => turns.SelectMany(turn =>
        new ChatMessage[] { new(ChatRole.User, turn.Question), new(ChatRole.Assistant, turn.Answer) });

    private static ChatOptions Options(AnswerSettings settings, CatalogModel model)
    {
        var inference = settings.Inference;
        if (inference?.MaxTokens > model.OutputTokensMax)
        {
            throw InvocationErrors.TooManyTokens(model.OutputTokensMax.Value);
        }

        var options = new ChatOptions
        {
            MaxOutputTokens = inference?.MaxTokens
                ?? Math.Min(OutputTokensDefault, model.OutputTokensMax ?? OutputTokensDefault),
            Temperature = inference?.Temperature ?? 0,
            TopP = inference?.TopP,
            StopSequences = inference?.StopSequences is { } stops ? [.. stops] : null,
        };
        if (settings.AdditionalFields is { Count: > 0 } fields)
        {
            AdditionalRequestFields.Read(
                JsonSerializer.SerializeToElement(new Dictionary<string, JsonElement>(fields)), model, options);
        }

        return options;
    }
}
