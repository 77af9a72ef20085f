using Ganban.Bedrock.Guardrails.Checks;
using Ganban.Bedrock.Invocation;
using Microsoft.Extensions.AI;

namespace Ganban.Bedrock.Guardrails;

/// <summary>
/// The texts of a prompt and which of them a guardrail looks at: those in guardContent blocks or between tags where
/// there are any, else what the user and the tools say.
/// </summary>
internal sealed class GuardedInput
{
    /// <summary>Under which name a guardContent block's text bears its qualifiers.</summary>
    public const string QualifiersKey = "ganban.guardContent";

    private static readonly string[] Unguarded = ["unguarded"];
    private readonly ChatRequest _request;
    private readonly List<List<List<GuardPiece>>> _pieces = []; // by message and content

    private GuardedInput(ChatRequest request) => _request = request;

    /// <summary>The texts in their order.</summary>
    public IEnumerable<GuardPiece> Pieces => _pieces.SelectMany(message => message).SelectMany(content => content);

    /// <summary>How many images the prompt has.</summary>
    public int Images => _request.Messages
        .SelectMany(message => message.Contents)
        .Count(content => content is DataContent or UriContent);

    /// <summary>Takes a prompt apart.</summary>
    /// <exception cref="Ganban.Contracts.BedrockRuntime.ValidationException">A tag is not closed.</exception>
    public static GuardedInput Of(ChatRequest request, string? tagSuffix)
    {
        var input = new GuardedInput(request);
        foreach (var message in request.Messages)
        {
            input._pieces.Add([.. message.Contents.Select(content => Cut(content, message.Role, tagSuffix))]);
        }

        // What is marked is all that is looked at.
        if (input.Pieces.Any(piece => piece is Marked))
        {
            foreach (var content in input._pieces.SelectMany(message => message))
            {
                for (var i = 0; i < content.Count; i++)
                {
                    content[i] = content[i] is Marked ? content[i] : new GuardPiece(content[i].Text, Unguarded);
                }
            }
        }

        return input;
    }

    /// <summary>The prompt with other texts in the place of those that are guarded, in their order.</summary>
    public ChatRequest With(IReadOnlyList<string> texts)
    {
        var next = 0;
        var messages = new List<ChatMessage>(_request.Messages.Count);
        for (var i = 0; i < _request.Messages.Count; i++)
        {
            var message = _request.Messages[i];
            var contents = new List<AIContent>(message.Contents.Count);
            for (var j = 0; j < message.Contents.Count; j++)
            {
                var text = string.Concat(
                    _pieces[i][j].Select(piece => piece.IsGuarded ? texts[next++] : piece.Text));
                contents.Add(message.Contents[j] switch
                {
                    TextContent => new TextContent(text),
                    FunctionResultContent { Result: string } result => new FunctionResultContent(result.CallId, text),
                    var other => other,
                });
            }

            var copy = message.Clone();
            copy.Contents = contents;
            messages.Add(copy);
        }

        return _request with { Messages = messages };
    }

    private static List<GuardPiece> Cut(AIContent content, ChatRole role, string? tagSuffix)
    {
        var isUsers = role == ChatRole.User || role == ChatRole.Tool;
        switch (content)
        {
            case TextContent text when text.AdditionalProperties?.GetValueOrDefault(QualifiersKey)
                is IReadOnlyList<string> qualifiers:
                return [new Marked(text.Text, qualifiers)];
            case TextContent text when tagSuffix is not null && role != ChatRole.Assistant:
                return Tagged(text.Text, tagSuffix, isUsers);
            case TextContent text:
                return [new GuardPiece(text.Text, isUsers ? [] : Unguarded)];
            case FunctionResultContent { Result: string result }:
                return [new GuardPiece(result, [])];
            default:
                return [];
        }
    }

    private static List<GuardPiece> Tagged(string text, string suffix, bool isUsers)
    {
        var opening = $"<amazon-bedrock-guardrails-guardContent_{suffix}>";
        var closing = $"</amazon-bedrock-guardrails-guardContent_{suffix}>";
        var pieces = new List<GuardPiece>();
        var place = 0;
        while (text.IndexOf(opening, place, StringComparison.Ordinal) is var start and >= 0)
        {
            var end = text.IndexOf(closing, start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw GuardrailsErrors.BadInputTags();
            }

            pieces.Add(new GuardPiece(text[place..start], isUsers ? [] : Unguarded));
            pieces.Add(new Marked(text[(start + opening.Length)..end], []));
            place = end + closing.Length;
        }

        pieces.Add(new GuardPiece(text[place..], isUsers ? [] : Unguarded));
        return pieces;
    }

    private sealed record Marked(string Text, IReadOnlyList<string> Qualifiers) : GuardPiece(Text, Qualifiers);
}
