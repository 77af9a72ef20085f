using System.Net;
using System.Text;
using Ganban.Protocol.Signatures;
using Ganban.S3.Errors;
using Ganban.Storage.Objects;

namespace Ganban.S3.Addressing;

/// <summary>What a request is about: all buckets, a bucket, or an object.</summary>
/// <param name="Bucket">The bucket; null for all.</param>
/// <param name="Key">The object's key; null for the bucket itself.</param>
internal readonly record struct S3Address(string? Bucket, string? Key)
{
    private const string LocalSuffix = ".localhost";
    private static readonly UTF8Encoding s_strict =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);


    /// <summary>Reads an address in path style or with the bucket in the host's name.</summary>
    /// <param name="host">The host's name, with or without a port.</param>
    /// <param name="path">The raw path.</param>
    public static S3Address Read(string host, string path)
    {
        var rest = path.StartsWith('/') ? path[1..] : path;
        if (BucketOf(host) is { } bucket)
        {
            return new(bucket, rest.Length == 0 ? null : DecodeKey(rest));
        }

        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var name = Decode(slash < 0 ? rest : rest[..slash]);
        var key = slash < 0 ? "" : rest[(slash + 1)..];
        return new(name.Length == 0 ? null : name, key.Length == 0 ? null : DecodeKey(key));
    }

    /// <summary>Whether a host's name is one of S3's own, with or without a bucket before it.</summary>
    public static bool IsS3Host(string host)
    {
        var labels = Name(host).Split('.');
        return Array.FindIndex(labels, IsS3Label) is >= 0 and var at && (at > 0 || labels.Length > 1);
    }

    /// <summary>Text that a URL's part stands for.</summary>
    public static string Decode(string text, bool plusIsSpace = false)
    {
        var bytes = new byte[Encoding.UTF8.GetMaxByteCount(text.Length)];
        var count = PercentEncoding.Decode(text, bytes, plusIsSpace);
        try
        {
            return s_strict.GetString(bytes, 0, count);
        }
        catch (DecoderFallbackException)
        {
            throw S3Errors.InvalidUri();
        }
    }

    private static string DecodeKey(string raw)
    {
        var key = Decode(raw);
        return Encoding.UTF8.GetByteCount(key) <= ObjectAddress.KeyBytesMax ? key : throw S3Errors.KeyTooLong();
    }

    // bucket.s3.anything, bucket.s3-region.anything, bucket.localhost.
    private static string? BucketOf(string host)
    {
        var name = Name(host);
        if (IPAddress.TryParse(name, out _))
        {
            return null;
        }

        var labels = name.Split('.');
        var at = Array.FindLastIndex(labels, IsS3Label);
        return at >= 0 && labels.Length > 1 ? (at == 0 ? null : string.Join('.', labels[..at]))
            : name.EndsWith(LocalSuffix, StringComparison.Ordinal) ? name[..^LocalSuffix.Length]
            : null;
    }

    private static bool IsS3Label(string label) => label == "s3" || label.StartsWith("s3-", StringComparison.Ordinal);

    private static string Name(string host)
    {
        var isBracketed = host.StartsWith('[');
        var end = host.IndexOf(isBracketed ? ']' : ':', StringComparison.Ordinal);
        return (end < 0 ? host : isBracketed ? host[1..end] : host[..end]).ToLowerInvariant();
    }
}
