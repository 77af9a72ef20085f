namespace Ganban.Corpus.Documents;

/// <summary>A document and what it says, so that questions about it have known answers.</summary>
internal sealed record Document
{
    /// <summary>What it is about.</summary>
    public required string Entity { get; init; }

    /// <summary>Its title; may be empty.</summary>
    public string Title { get; init; } = "";

    /// <summary>Its sentence or two about the entity; empty for none.</summary>
    public string Overview { get; init; } = "";

    /// <summary>Its list of materials, parts, members.</summary>
    public IReadOnlyList<Entry> Items { get; init; } = [];

    /// <summary>What the document calls the list.</summary>
    public string ItemsLabel { get; init; } = "";

    /// <summary>How it is made or done.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What the document calls the steps.</summary>
    public string StepsLabel { get; init; } = "";

    /// <summary>What to mind.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What the document calls the notes.</summary>
    public string NotesLabel { get; init; } = "";

    /// <summary>Its values.</summary>
    public IReadOnlyList<Fact> Facts { get; init; } = [];

    /// <summary>The text as a reader sees it.</summary>
    public string Text { get; init; } = "";
}
