using System.Text;

namespace Ganban.Storage.Objects;

/// <summary>Where an object is.</summary>
/// <param name="Account">The account that the bucket must belong to: twelve digits.</param>
/// <param name="Bucket">The bucket's name.</param>
/// <param name="Key">The key: 1 to 1,024 bytes of UTF-8, any characters.</param>
public readonly record struct ObjectAddress(string Account, string Bucket, string Key)
{
    /// <summary>The most bytes of a key in UTF-8.</summary>
    public const int KeyBytesMax = 1024;

    private const string Scheme = "s3://";

    /// <summary>Reads <c>s3://bucket/key</c>; the key may be empty or a prefix, which the caller decides.</summary>
    public static bool TryParse(string account, string uri, out ObjectAddress address)
    {
        address = default;
        if (!uri.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var rest = uri[Scheme.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        var (bucket, key) = slash < 0 ? (rest, "") : (rest[..slash], rest[(slash + 1)..]);
        address = new ObjectAddress(account, bucket, key);
        return BucketName.IsValid(bucket) && Encoding.UTF8.GetByteCount(key) <= KeyBytesMax;
    }

    /// <summary><c>s3://bucket/key</c>.</summary>
    public override string ToString() => $"{Scheme}{Bucket}/{Key}";
}
