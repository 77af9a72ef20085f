namespace Ganban.Storage.Objects;

/// <summary>An upload in parts that is under way.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Key">The key of the object to be.</param>
/// <param name="BegunAt">When it was begun.</param>
/// <param name="Options">What the object will have.</param>
public sealed record StoredUpload(string Id, string Key, DateTimeOffset BegunAt, UploadOptions Options);

/// <summary>What an object that is uploaded in parts will have.</summary>
/// <param name="Headers">What is kept with it.</param>
/// <param name="Checksum">The kind of its checksum; null for none.</param>
/// <param name="IsComposite">Whether that is made of the parts' checksums, not of the whole content.</param>
public sealed record UploadOptions(
    ObjectHeaders Headers, ChecksumAlgorithm? Checksum = null, bool IsComposite = false);

/// <summary>A part that was uploaded.</summary>
/// <param name="Number">From 1 to 10,000.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="ETag">The MD5 of its content in hexadecimal.</param>
/// <param name="ModifiedAt">When it was written.</param>
/// <param name="Checksum">The checksum that it was written with.</param>
public sealed record StoredPart(
    int Number, long Bytes, string ETag, DateTimeOffset ModifiedAt, ObjectChecksum? Checksum);

/// <summary>A part that an object is made of.</summary>
/// <param name="Number">Its number.</param>
/// <param name="ETag">The ETag that its upload was answered with.</param>
public readonly record struct PartReference(int Number, string ETag);

/// <summary>How an upload is completed.</summary>
/// <param name="Condition">When the object may be written.</param>
/// <param name="Checksum">The checksum that the whole must have; null if the caller does not say.</param>
public readonly record struct CompletionOptions(PutCondition Condition, ObjectChecksum? Checksum = null);

/// <summary>Which uploads to list.</summary>
/// <param name="Prefix">What their keys begin with.</param>
/// <param name="AfterKey">The key of the last upload of the page before; empty for the first page.</param>
/// <param name="AfterId">Its identifier; empty to go on behind all uploads of that key.</param>
/// <param name="Count">The most of them.</param>
public sealed record UploadQuery(string Prefix, string AfterKey, string AfterId, int Count);
