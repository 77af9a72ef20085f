using System.Text.Json;

namespace Ganban.Storage.Vectors;

/// <summary>A passage that one ranking of a store found.</summary>
/// <param name="Document">The document.</param>
/// <param name="Number">The passage's number in the document.</param>
/// <param name="Text">The passage's text.</param>
/// <param name="Metadata">The passage's metadata with the document's.</param>
/// <param name="Score">What the ranking thinks of it; the greater the better.</param>
public sealed record FoundPassage(
    string Document, int Number, string Text, IReadOnlyDictionary<string, JsonElement> Metadata, double Score);
