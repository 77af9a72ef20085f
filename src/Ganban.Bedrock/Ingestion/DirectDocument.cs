using System.Text;
using System.Text.Json;
using Ganban.Bedrock.KnowledgeBases;
using Ganban.Contracts.BedrockAgent;
using Ganban.Documents;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.Ingestion;

/// <summary>Documents that a caller sends or points at, one by one.</summary>
internal sealed class DirectDocument(SourceObjects objects)
{
    /// <summary>What a request calls a document.</summary>
    /// <exception cref="ValidationException">It has no name, or is of another kind than the data source.</exception>
    public static (string Name, bool IsCustom) Name(DocumentIdentifier identifier, string sourceType, string place)
    {
        CheckKind(identifier.DataSourceType, sourceType, place);
        return identifier switch
        {
            { DataSourceType: ContentDataSourceType.Custom, Custom: { } custom } => (custom.Id, true),
            { DataSourceType: ContentDataSourceType.S3, S3: { } s3 } => (s3.Uri, false),
            { DataSourceType: ContentDataSourceType.Custom } =>
                throw KnowledgeBasesErrors.Missing(place + ".custom", identifier.DataSourceType),
            _ => throw KnowledgeBasesErrors.Missing(place + ".s3", identifier.DataSourceType),
        };
    }

    /// <summary>What a request calls a document that it sends.</summary>
    /// <exception cref="ValidationException">It has no name, or is of another kind than the data source.</exception>
    public static (string Name, bool IsCustom) Name(DocumentContent content, string sourceType, string place)
    {
        CheckKind(content.DataSourceType, sourceType, place);
        return content switch
        {
            { DataSourceType: ContentDataSourceType.Custom, Custom.CustomDocumentIdentifier: { } custom } =>
                (custom.Id, true),
            { DataSourceType: ContentDataSourceType.S3, S3: { } s3 } => (s3.S3Location.Uri, false),
            { DataSourceType: ContentDataSourceType.Custom } =>
                throw KnowledgeBasesErrors.Missing(place + ".custom", content.DataSourceType),
            _ => throw KnowledgeBasesErrors.Missing(place + ".s3", content.DataSourceType),
        };
    }

    /// <summary>Checks that a document that a request sends has the members that its types name.</summary>
    /// <exception cref="ValidationException">One is missing; the message names its field.</exception>
    public static void Check(KnowledgeBaseDocument document, string place)
    {
        if (document.Content is { DataSourceType: ContentDataSourceType.Custom, Custom: { } custom })
        {
            Check(custom, place + ".content.custom");
        }

        switch (document.Metadata)
        {
            case { Type: MetadataSourceType.S3Location, S3Location: null }:
                throw KnowledgeBasesErrors.Missing(place + ".metadata.s3Location", MetadataSourceType.S3Location);
            case { Type: MetadataSourceType.InLineAttribute, InlineAttributes: null }:
                throw KnowledgeBasesErrors.Missing(
                    place + ".metadata.inlineAttributes", MetadataSourceType.InLineAttribute);
        }

        var attributes = document.Metadata?.InlineAttributes ?? [];
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < attributes.Count; i++)
        {
            if (!keys.Add(attributes[i].Key))
            {
                throw KnowledgeBasesErrors.Wrong(
                    $"{place}.metadata.inlineAttributes.{i + 1}.member.key",
                    $"{attributes[i].Key} is there twice. Give each attribute one value.");
            }

            if (Value(attributes[i].Value) is null)
            {
                throw KnowledgeBasesErrors.Missing(
                    $"{place}.metadata.inlineAttributes.{i + 1}.member.value", attributes[i].Value.Type);
            }
        }
    }

    /// <summary>Fetches a document; with it what its content and its metadata are known by.</summary>
    /// <exception cref="DocumentFailedException">It can't be had.</exception>
    public async Task<(SourceFile File, string ETag, string? MetadataETag)> Fetch(
        KnowledgeBaseDocument document, string account, CancellationToken cancellationToken)
    {
        if (document.Content is { DataSourceType: ContentDataSourceType.S3, S3: { } s3 })
        {
            var found = await objects.Find(Address(s3.S3Location.Uri, account), cancellationToken);
            var fetched = await objects.Fetch(found, cancellationToken);
            var told = document.Metadata is { } metadata
                ? await Metadata(metadata, account, cancellationToken)
                : fetched.Metadata;
            return (fetched with { Metadata = told }, found.ETag, found.MetadataETag);
        }

        var custom = document.Content.Custom!;
        var (format, content) = await Content(custom, account, cancellationToken);
        var file = new SourceFile(
            custom.CustomDocumentIdentifier.Id,
            IsCustom: true,
            format,
            content,
            await Metadata(document.Metadata, account, cancellationToken));
        return (file, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content.Span)), null);
    }

    private async Task<(DocumentFormat Format, ReadOnlyMemory<byte> Content)> Content(
        CustomContent custom, string account, CancellationToken cancellationToken)
    {
        switch (custom)
        {
            case { SourceType: CustomSourceType.S3Location, S3Location: { } location }:
                var format = DocumentFormats.OfName(location.Uri)
                    ?? throw new DocumentFailedException("the file format is not supported");
                var address = Address(location.Uri, account);
                return (format, await objects.Bytes(address, SourceObjects.BytesMax, "the file", cancellationToken));
            case { InlineContent: { Type: InlineContentType.Text, TextContent: { } text } }:
                return (DocumentFormat.Text, Encoding.UTF8.GetBytes(text.Data));
            case { InlineContent: { Type: InlineContentType.Byte, ByteContent: { } bytes } }:
                return (
                    DocumentTypes.Of(bytes.MimeType)
                        ?? throw new DocumentFailedException($"the mimeType {bytes.MimeType} is not supported"),
                    bytes.Data);
            default:
                throw new InvalidOperationException("The content was not checked.");
        }
    }

    private async Task<SourceMetadata> Metadata(
        DocumentMetadata? metadata, string account, CancellationToken cancellationToken)
    {
        switch (metadata)
        {
            case null:
                return SourceMetadata.None;
            case { Type: MetadataSourceType.S3Location, S3Location: { } location }:
                var address = Address(location.Uri, account);
                return MetadataFile.Read(await objects.Bytes(
                    address, MetadataFile.BytesMax, "the metadata file", cancellationToken));
            case { Type: MetadataSourceType.InLineAttribute, InlineAttributes: { } attributes }:
                return new SourceMetadata(
                    attributes.ToDictionary(item => item.Key, item => Value(item.Value)!.Value, StringComparer.Ordinal),
                    "");
            default:
                throw new InvalidOperationException("The metadata was not checked.");
        }
    }

    private static void Check(CustomContent custom, string place)
    {
        (string Field, string Type)? missing = custom switch
        {
            { SourceType: CustomSourceType.S3Location } => custom.S3Location is null
                ? ("s3Location", custom.SourceType)
                : null,
            { InlineContent: null } => ("inlineContent", custom.SourceType),
            { InlineContent: { Type: InlineContentType.Text, TextContent: null } } =>
                ("inlineContent.textContent", InlineContentType.Text),
            { InlineContent: { Type: InlineContentType.Byte, ByteContent: null } } =>
                ("inlineContent.byteContent", InlineContentType.Byte),
            _ => null,
        };
        if (missing is var (field, type))
        {
            throw KnowledgeBasesErrors.Missing($"{place}.{field}", type);
        }
    }

    // Null where the member that its type names is missing.
    private static JsonElement? Value(MetadataAttributeValue value) => value switch
    {
        { Type: MetadataValueType.String, StringValue: { } text } => JsonSerializer.SerializeToElement(text),
        { Type: MetadataValueType.Number, NumberValue: { } number } => JsonSerializer.SerializeToElement(number),
        { Type: MetadataValueType.Boolean, BooleanValue: { } flag } => JsonSerializer.SerializeToElement(flag),
        { Type: MetadataValueType.StringList, StringListValue: { } list } => JsonSerializer.SerializeToElement(list),
        _ => null,
    };

    private static ObjectAddress Address(string uri, string account) =>
        ObjectAddress.TryParse(account, uri, out var address) && address.Key.Length > 0
            ? address
            : throw new DocumentFailedException($"{uri} is not the address of an object, such as s3://bucket/key");

    private static void CheckKind(string kind, string sourceType, string place)
    {
        if (kind != sourceType)
        {
            throw KnowledgeBasesErrors.Wrong(
                place + ".dataSourceType", $"It is {kind}, but the data source is of type {sourceType}.");
        }
    }
}
