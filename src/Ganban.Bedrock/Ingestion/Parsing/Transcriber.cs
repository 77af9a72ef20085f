using System.Text;
using Ganban.Bedrock.Invocation;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Ingestion.Parsing;

/// <summary>Lets a model write down in Markdown what it is shown.</summary>
internal sealed class Transcriber(DocumentReader reader, KnowledgeModels models)
{
    private const string Role = "parsing";
    private const int OutputTokens = 4096;
    private const int CharactersPerCall = 8_000;

    private const string PromptDefault =
        "Transcribe what the user shows into Markdown, in its own language: headings, text, lists and tables in their order. Leave "
        + "nothing out and add nothing. Write the transcript only.";

    /// <summary>Whether the model takes images.</summary>
    /// <exception cref="DocumentFailedException">It is no model.</exception>
    /// <exception cref="IngestionFailedException">It can't be used.</exception>
    public Task<bool> Sees(
        IngestionTarget target, BedrockFoundationModelConfiguration settings, CancellationToken cancellationToken) =>
        IngestionModel.Ask(
            Role, () => models.TakesImages(settings.ModelArn, target.Context, cancellationToken));

    /// <summary>What it writes of a text.</summary>
    /// <exception cref="DocumentFailedException">The model refuses it.</exception>
    /// <exception cref="IngestionFailedException">The model can't be used.</exception>
    public async Task<IReadOnlyList<DocumentSection>> Write(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        string text,
        int page,
        CancellationToken cancellationToken)
    {
        var sections = new List<DocumentSection>();
        foreach (var piece in text.Chunk(CharactersPerCall))
        {
            var content = new TextContent(new string(piece));
            sections.AddRange(await Write(target, settings, content, page, cancellationToken));
        }

        return sections;
    }

    /// <summary>What it writes of a picture.</summary>
    /// <exception cref="DocumentFailedException">The model refuses it.</exception>
    /// <exception cref="IngestionFailedException">The model can't be used.</exception>
    public async Task<IReadOnlyList<DocumentSection>> Write(
        IngestionTarget target,
        BedrockFoundationModelConfiguration settings,
        AIContent content,
        int? page,
        CancellationToken cancellationToken)
    {
        var prompt = settings.ParsingPrompt?.ParsingPromptText ?? PromptDefault;
        var request = new ChatRequest(
            [new(ChatRole.System, prompt), new(ChatRole.User, [content])],
            new ChatOptions { Temperature = 0, MaxOutputTokens = OutputTokens });
        var answer = await IngestionModel.Ask(
            Role, () => models.Ask(settings.ModelArn, request, target.Context, isPatient: true, cancellationToken));
        var written = await reader.Read(
            DocumentFormat.Markdown, Encoding.UTF8.GetBytes(answer.Text), cancellationToken);
        return [.. written.Select(section => section with { Page = page })];
    }
}
