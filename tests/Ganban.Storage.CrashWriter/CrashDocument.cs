using System.Text.Json.Serialization;

namespace Ganban.Storage.CrashWriter;

/// <summary>What the crash load writes: how often the document was updated, and something to fill pages with.</summary>
public sealed record CrashDocument(int Updates, string Padding)
{
    public static DocumentKind<CrashDocument> Kind { get; } = new("crash", CrashJson.Default.CrashDocument);
}

[JsonSerializable(typeof(CrashDocument))]
internal sealed partial class CrashJson : JsonSerializerContext;
