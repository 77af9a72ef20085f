using System.Globalization;
using System.Security.Cryptography;
using Ganban.Protocol.Callers;
using Ganban.Storage.Objects;

namespace Ganban.Bedrock.InvocationLogging;

/// <summary>
/// The keys of the log in S3, as the service makes them:
/// <c>PREFIX/AWSLogs/ACCOUNT/BedrockModelInvocationLogs/REGION/YYYY/MM/DD/HH/…</c>.
/// </summary>
internal static class LogKeys
{
    /// <summary>The most bytes of a prefix, so that the longest key fits.</summary>
    public const int PrefixBytesMax = 768;

    private const string Extension = ".json.gz";

    /// <summary>The folder of an hour.</summary>
    public static ObjectAddress Folder(LogBucket bucket, Caller caller, DateTimeOffset at) => Below(
        bucket,
        caller.Account,
        string.Create(CultureInfo.InvariantCulture, $"{caller.Region}/{at.UtcDateTime:yyyy'/'MM'/'dd'/'HH}"));

    /// <summary>What is written when the log is turned on.</summary>
    public static ObjectAddress PermissionCheck(LogBucket bucket, string account) =>
        Below(bucket, account, "amazon-bedrock-logs-permission-check");

    /// <summary>A new object for records.</summary>
    public static ObjectAddress Records(ObjectAddress folder, DateTimeOffset at)
    {
        var id = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var time = at.UtcDateTime.ToString("yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture);
        return folder with { Key = $"{folder.Key}/{time}_{id}{Extension}" };
    }

    /// <summary>The object for a large body.</summary>
    public static ObjectAddress Body(ObjectAddress folder, string requestId, string side) =>
        folder with { Key = $"{folder.Key}/data/{requestId}_{side}{Extension}" };

    private static ObjectAddress Below(LogBucket bucket, string account, string rest)
    {
        var prefix = bucket.KeyPrefix?.TrimEnd('/') is { Length: > 0 } given ? given + "/" : "";
        return new ObjectAddress(
            account, bucket.Name, $"{prefix}AWSLogs/{account}/BedrockModelInvocationLogs/{rest}");
    }
}
