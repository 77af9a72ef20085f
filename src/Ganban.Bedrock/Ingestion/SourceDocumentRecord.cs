using System.Security.Cryptography;
using System.Text;
using Ganban.Contracts.BedrockAgent;
using Ganban.Storage;

namespace Ganban.Bedrock.Ingestion;

/// <summary>What is known of a document of a data source; its parent is knowledge base and data source.</summary>
/// <param name="Name">Its s3:// address, or the id that the user gave.</param>
/// <param name="IsCustom">Whether it has an id and not an address.</param>
/// <param name="Status">How far it is, as the API says it.</param>
/// <param name="Reason">Why it is not indexed, if it is not.</param>
/// <param name="ETag">The content that is in the index; null while none is.</param>
/// <param name="MetadataETag">The metadata that is in the index; null for none.</param>
/// <param name="Job">The ingestion job that indexed it last; null if none did.</param>
/// <param name="Change">What that job found; null if none did.</param>
/// <param name="Shape">
/// What metadata did to the passages themselves, so that they need not be made again while it stays; null if unknown.
/// </param>
public sealed record SourceDocumentRecord(
    string Name,
    bool IsCustom,
    string Status,
    string? Reason,
    string? ETag,
    string? MetadataETag,
    string? Job,
    string? Change,
    string? Shape = null)
{
    /// <summary>A document that was not indexed before.</summary>
    public const string New = "new";

    /// <summary>A document whose content had changed.</summary>
    public const string Modified = "modified";

    /// <summary>A document whose metadata alone had changed.</summary>
    public const string MetadataModified = "metadata-modified";

    /// <summary>Where they are stored.</summary>
    public static DocumentKind<SourceDocumentRecord> Kind { get; } =
        new("knowledge-base-document", IngestionJson.Default.SourceDocumentRecord);

    /// <summary>What the documents, and the jobs, of a data source have in common.</summary>
    public static string ParentOf(string knowledgeBase, string dataSource) => $"{knowledgeBase}/{dataSource}";

    /// <summary>The id of a document in the store.</summary>
    public static string IdOf(string dataSource, string name, bool isCustom)
    {
        var kind = isCustom ? "custom" : "s3";
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{dataSource}/{kind}/{name}")));
    }

    /// <summary>What names it in the index of vectors.</summary>
    public string IndexName(string dataSource) => IsCustom ? $"{dataSource}/custom:{Name}" : $"{dataSource}/{Name}";

    /// <summary>It in the API's form.</summary>
    public DocumentIdentifier ToIdentifier() => IsCustom
        ? new DocumentIdentifier
        {
            DataSourceType = ContentDataSourceType.Custom,
            Custom = new CustomDocumentIdentifier { Id = Name },
        }
        : new DocumentIdentifier
        {
            DataSourceType = ContentDataSourceType.S3,
            S3 = new S3Location { Uri = Name },
        };
}
