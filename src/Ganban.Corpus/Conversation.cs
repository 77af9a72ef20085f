using Ganban.Corpus.Drawing;
using Ganban.Corpus.Tools;

namespace Ganban.Corpus;

/// <summary>A conversation of the corpus.</summary>
public sealed record Conversation
{
    /// <summary>What it is an exercise of, such as `grounded` or `agent`.</summary>
    public required string Kind { get; init; }

    /// <summary>Its language.</summary>
    public required Language Language { get; init; }

    /// <summary>The system message; empty for none.</summary>
    public string System { get; init; } = "";

    /// <summary>The tools on offer.</summary>
    public IReadOnlyList<Tool> Tools { get; init; } = [];

    /// <summary>Documents that are handed over as such, not as part of a message.</summary>
    public IReadOnlyList<SourceDocument> Documents { get; init; } = [];

    /// <summary>The turns, from the first user's.</summary>
    public required IReadOnlyList<Turn> Turns { get; init; }

    /// <summary>
    /// Of an agent's conversation the names and values that its last turn must tell; empty for others.
    /// </summary>
    public IReadOnlyList<string> Expected { get; init; } = [];

    /// <summary>All text that people, documents and tools contribute, for checks.</summary>
    internal IEnumerable<string> Texts =>
    [
        System,
        .. Tools.SelectMany(tool => new[] { tool.Name, tool.Description, PlainJson.Compact(tool.Parameters) }),
        .. Documents.SelectMany(document => new[] { document.Title, document.Text }),
        .. Turns.SelectMany(turn => turn switch
        {
            Turn.User user => [user.Text],
            Turn.Result result => [result.Text],
            Turn.Assistant assistant =>
                assistant.Calls.Select(call => PlainJson.Compact(call.Arguments)).Append(assistant.Text),
            _ => Array.Empty<string>(),
        }),
    ];
}
