using System.Text.Json.Serialization;

namespace Ganban.Storage.Tests;

/// <summary>The document of these tests, in kinds of each sort.</summary>
public sealed record Note(string Text, int Count = 0)
{
    public static DocumentKind<Note> Plain { get; } = new("note", NoteJson.Default.Note);

    public static DocumentKind<Note> Named { get; } = new("named-note", NoteJson.Default.Note) { UniqueNames = true };

    public static DocumentKind<Note> Global { get; } =
        new("global-note", NoteJson.Default.Note) { Scope = DocumentScope.Global };
}

[JsonSerializable(typeof(Note))]
internal sealed partial class NoteJson : JsonSerializerContext;
