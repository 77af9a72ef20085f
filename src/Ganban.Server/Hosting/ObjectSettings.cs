namespace Ganban.Server.Hosting;

/// <summary>Where objects are kept: section <c>Ganban:Objects</c>.</summary>
/// <remarks>A null in a settings file means what an absent setting means.</remarks>
public sealed class ObjectSettings
{
    /// <summary>Files in the data folder, behind the server's own S3.</summary>
    public const string Files = "files";

    /// <summary>A real S3.</summary>
    public const string S3 = "s3";

    /// <summary><see cref="Files"/> or <see cref="S3"/>.</summary>
    public string Kind { get; set => field = value ?? Files; } = Files;

    /// <summary>Bytes of the disk that stay free: with less, no object is written to files.</summary>
    public long FreeBytesMin { get; set; } = 256L << 20;

    /// <summary>
    /// The address of an S3 that is not Amazon's, such as <c>http://127.0.0.1:9000</c>; empty for Amazon's.
    /// </summary>
    public string Endpoint { get; set => field = value ?? ""; } = "";

    /// <summary>The region of the S3.</summary>
    public string Region { get; set => field = value ?? "us-east-1"; } = "us-east-1";

    /// <summary>The access key; empty for the one that the AWS SDK finds: environment, profile, role.</summary>
    public string AccessKeyId { get; set => field = value ?? ""; } = "";

    /// <summary>The secret. Better named than given: <see cref="SecretVariable"/>.</summary>
    public string SecretAccessKey { get; set => field = value ?? ""; } = "";

    /// <summary>The environment variable that holds the secret; empty for none.</summary>
    public string SecretVariable { get; set => field = value ?? ""; } = "";

    /// <summary>Whether buckets stand in the path, as most servers other than Amazon's want it.</summary>
    public bool PathStyle { get; set; }

    /// <summary>The account of this server that the buckets belong to; other accounts have none.</summary>
    public string Account { get; set => field = value ?? ""; } = "000000000000";

    /// <summary>Whether objects are in a real S3.</summary>
    internal bool IsS3 => Kind.Equals(S3, StringComparison.OrdinalIgnoreCase);

    /// <summary>The secret, wherever it is.</summary>
    internal string Secret =>
        SecretVariable.Length > 0 ? Environment.GetEnvironmentVariable(SecretVariable) ?? "" : SecretAccessKey;

    /// <summary>Everything that is wrong, with the setting's name and what to do.</summary>
    internal IEnumerable<string> Problems()
    {
        if (!IsS3 && !Kind.Equals(Files, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"Ganban:Objects:Kind must be files or s3, not '{Kind}'.";
        }

        if (Endpoint.Length > 0
            && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return $"Ganban:Objects:Endpoint must be an http or https address, not '{Endpoint}'.";
        }

        if (IsS3 && AccessKeyId.Length > 0 != Secret.Length > 0)
        {
            yield return "Ganban:Objects needs both AccessKeyId and a secret (SecretAccessKey or SecretVariable), or neither.";
        }

        if (Account.Length != 12 || !Account.All(char.IsAsciiDigit))
        {
            yield return $"Ganban:Objects:Account must be twelve digits, not '{Account}'.";
        }
    }
}
