namespace Ganban.Bedrock.Ingestion.Chunking;

/// <summary>A sentence of a document, or a part of a long one.</summary>
/// <param name="Text">It, with the white space behind it.</param>
/// <param name="Tokens">About how many tokens it has.</param>
/// <param name="Page">Its page, from 1; null where the format has none.</param>
/// <param name="Headings">The headings above it, the highest first.</param>
internal sealed record TextPiece(string Text, int Tokens, int? Page, IReadOnlyList<string> Headings);
