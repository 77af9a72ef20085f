namespace Ganban.Storage.Objects;

/// <summary>An object as it is stored, without its content.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">The length of its content.</param>
/// <param name="ETag">
/// The MD5 of its content in hexadecimal; of an upload in parts the MD5 of theirs, a hyphen and their number. It has no
/// quotes.
/// </param>
/// <param name="ModifiedAt">When it was written.</param>
/// <param name="Headers">What is kept with it; empty in lists.</param>
/// <param name="Checksum">The checksum that it was written with; null for none, and in lists.</param>
public sealed record StoredObject(
    string Key,
    long Bytes,
    string ETag,
    DateTimeOffset ModifiedAt,
    ObjectHeaders Headers,
    ObjectChecksum? Checksum);
