using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ganban.Documents;

namespace Ganban.Bedrock.Ingestion;

/// <summary>A document as it was fetched.</summary>
/// <param name="Name">Its s3:// address, or the id that the user gave.</param>
/// <param name="IsCustom">Whether it has an id and not an address.</param>
/// <param name="Format">How its text is to be read.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Metadata">What the user says of it: strings, numbers, booleans and lists of strings.</param>
internal sealed record SourceFile(
    string Name,
    bool IsCustom,
    DocumentFormat Format,
    ReadOnlyMemory<byte> Content,
    SourceMetadata Metadata);

/// <summary>What the user says of a document.</summary>
/// <param name="Attributes">To filter by, and to be given back.</param>
/// <param name="ForEmbedding">Lines that are embedded and searched with every passage; empty for none.</param>
/// <param name="Records">How the records of a CSV file are taken apart; null for a file that is one text.</param>
internal sealed record SourceMetadata(
    IReadOnlyDictionary<string, JsonElement> Attributes, string ForEmbedding, RecordStructure? Records = null)
{
    public static SourceMetadata None { get; } = new(new Dictionary<string, JsonElement>(), "");

    /// <summary>What it does to the passages themselves, beside their attributes.</summary>
    public string Shape()
    {
        var text = $"{ForEmbedding}\n{Records?.ToText()}";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));
    }
}
