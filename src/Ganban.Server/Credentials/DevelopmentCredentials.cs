using Ganban.Protocol.Callers;

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

    public static AccessKey? Find(string id) =>
        id == AccessKeyId ? Key(id, Account)
        : id.Length == Account.Length && id.All(char.IsAsciiDigit) ? Key(id, id)
        : null;

    private static AccessKey Key(string id, string account) =>
        new(id, SecretAccessKey, account, $"arn:aws:iam::{account}:root", AnySessionToken: true);
}
