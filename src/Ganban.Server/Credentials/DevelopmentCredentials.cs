using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;

namespace Ganban.Server.Credentials;

/// <summary>
/// The keys of development mode: <c>test</c>/<c>test</c>, and any twelve digits with the secret <c>test</c> to act as
/// that account.
/// </summary>
internal static class DevelopmentCredentials
{
    public const string AccessKeyId = "test";
    public const string SecretAccessKey = "test";
    public const string Account = "000000000000";

    private static readonly byte[] ApiKeyHash = BearerKey.HashOf(SecretAccessKey);

    public static AccessKey? Find(string id) =>
        id == AccessKeyId ? Key(id, Account)
        : id.Length == Account.Length && id.All(char.IsAsciiDigit) ? Key(id, id)
        : null;

    /// <summary>The API key <c>test</c>, for clients that have a place for a key only.</summary>
    public static ApiKey? FindApiKey(ReadOnlySpan<byte> hash) =>
        hash.SequenceEqual(ApiKeyHash) ? new ApiKey(Account, $"arn:aws:iam::{Account}:root") : null;

    private static AccessKey Key(string id, string account) =>
        new(id, SecretAccessKey, account, $"arn:aws:iam::{account}:root", AnySessionToken: true);
}
