namespace Ganban.Corpus;

/// <summary>A document beside the messages.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Text">Its text.</param>
public sealed record SourceDocument(string Title, string Text);
