namespace Ganban.Corpus.Documents;

/// <summary>A value that a document gives.</summary>
/// <param name="Entity">Of what.</param>
/// <param name="Topic">Of which kind; null for a made-up property.</param>
/// <param name="Label">What the document calls it.</param>
/// <param name="Value">The value as it stands there.</param>
internal sealed record Fact(string Entity, Topic? Topic, string Label, string Value);
