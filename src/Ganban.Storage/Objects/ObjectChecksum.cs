namespace Ganban.Storage.Objects;

/// <summary>A checksum that was verified when content was written.</summary>
/// <param name="Algorithm">Its kind.</param>
/// <param name="Value">In base64; of a composite one with a hyphen and the number of parts.</param>
/// <param name="IsComposite">Whether it is made of the parts' checksums, not of the whole content.</param>
public sealed record ObjectChecksum(ChecksumAlgorithm Algorithm, string Value, bool IsComposite = false);

/// <summary>The kinds of checksums.</summary>
public enum ChecksumAlgorithm
{
    /// <summary>CRC-32 of IEEE 802.3.</summary>
    Crc32,

    /// <summary>CRC-32 with Castagnoli's polynomial.</summary>
    Crc32C,

    /// <summary>CRC-64 as NVM Express defines it.</summary>
    Crc64Nvme,

    /// <summary>SHA-1.</summary>
    Sha1,

    /// <summary>SHA-256.</summary>
    Sha256,

    /// <summary>SHA-512.</summary>
    Sha512,

    /// <summary>MD5.</summary>
    Md5,

    /// <summary>XXH64 without a seed.</summary>
    XxHash64,

    /// <summary>XXH3 of 64 bits without a seed.</summary>
    XxHash3,

    /// <summary>XXH3 of 128 bits without a seed.</summary>
    XxHash128,
}
