using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Ganban.Protocol.Callers;
using Ganban.Protocol.Signatures;
using Ganban.Storage;

namespace Ganban.Server.Credentials;

/// <summary>An access key as it is stored. The secret must be readable: Signature V4 is a keyed hash.</summary>
public sealed record StoredAccessKey(string Secret, string Account);

/// <summary>A Bedrock API key as it is stored, under the hash of its text.</summary>
public sealed record StoredApiKey(string Account, DateTimeOffset? ExpiresAt);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(StoredAccessKey))]
[JsonSerializable(typeof(StoredApiKey))]
internal sealed partial class KeysJson : JsonSerializerContext;

/// <summary>A key as it is listed.</summary>
/// <param name="Id">What names it: an access key's id, or the beginning of an API key's hash.</param>
/// <param name="IsApiKey">Whether it is a Bedrock API key.</param>
/// <param name="Account">Its account.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it expires; null for never.</param>
public sealed record ListedKey(
    string Id, bool IsApiKey, string Account, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt);

/// <summary>The keys that <c>ganban keys create</c> made, in the data folder's store.</summary>
public sealed class StoredKeys(ResourceStore store)
{
    private const string IdAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const string ApiKeyStart = "ABSK";
    private const int ApiKeyIdCharacters = 16;
    private static readonly DocumentKind<StoredAccessKey> AccessKeys =
        new("access-key", KeysJson.Default.StoredAccessKey) { Scope = DocumentScope.Global };
    private static readonly DocumentKind<StoredApiKey> ApiKeys =
        new("api-key", KeysJson.Default.StoredApiKey) { Scope = DocumentScope.Global };

    /// <summary>Makes an access key for an account.</summary>
    public async Task<AccessKey> CreateAccessKey(string account, CancellationToken cancellationToken)
    {
        var id = "AKIA" + RandomNumberGenerator.GetString(IdAlphabet, 16);
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(30));
        await store.CreateAsync(
            Tenant.Global, AccessKeys, new NewDocument<StoredAccessKey>(id, new(secret, account)), cancellationToken);
        return ToKey(id, new(secret, account));
    }

    /// <summary>Makes a Bedrock API key for an account; only its hash is kept.</summary>
    /// <returns>The key's text, which can't be shown again.</returns>
    public async Task<string> CreateApiKey(
        string account,
        DateTimeOffset? expiresAt,
        CancellationToken cancellationToken)
    {
        var text = ApiKeyStart + Convert.ToBase64String(RandomNumberGenerator.GetBytes(48));
        var id = Convert.ToHexStringLower(BearerKey.HashOf(text));
        await store.CreateAsync(
            Tenant.Global, ApiKeys, new NewDocument<StoredApiKey>(id, new(account, expiresAt)), cancellationToken);
        return text;
    }

    /// <summary>Finds an access key; null when unknown.</summary>
    public async ValueTask<AccessKey?> FindAccessKey(string id, CancellationToken cancellationToken) =>
        IsId(id) && await store.GetAsync(Tenant.Global, AccessKeys, id, cancellationToken) is { } found
            ? ToKey(id, found.Document)
            : null;

    /// <summary>Finds an API key by its hash; null when unknown.</summary>
    public async ValueTask<ApiKey?> FindApiKey(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        await store.GetAsync(Tenant.Global, ApiKeys, Convert.ToHexStringLower(hash.Span), cancellationToken)
            is { } found
            ? new ApiKey(found.Document.Account, Principal(found.Document.Account), found.Document.ExpiresAt)
            : null;

    /// <summary>Whether any key exists.</summary>
    public async Task<bool> Any(CancellationToken cancellationToken)
    {
        var one = new ListQuery { PageSize = 1 };
        return (await store.ListAsync(Tenant.Global, AccessKeys, one, cancellationToken)).Items.Count > 0
            || (await store.ListAsync(Tenant.Global, ApiKeys, one, cancellationToken)).Items.Count > 0;
    }

    /// <summary>All keys, the oldest first, access keys before API keys.</summary>
    public async Task<IReadOnlyList<ListedKey>> List(CancellationToken cancellationToken)
    {
        var keys = new List<ListedKey>();
        await foreach (var key in All(AccessKeys, cancellationToken))
        {
            keys.Add(new(key.Id, IsApiKey: false, key.Document.Account, key.CreatedAt, ExpiresAt: null));
        }

        await foreach (var key in All(ApiKeys, cancellationToken))
        {
            keys.Add(new(
                key.Id[..ApiKeyIdCharacters],
                IsApiKey: true,
                key.Document.Account,
                key.CreatedAt,
                key.Document.ExpiresAt));
        }

        return keys;
    }

    /// <summary>Revokes a key.</summary>
    /// <param name="name">Its id as it is listed, or an API key itself.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> Revoke(string name, CancellationToken cancellationToken)
    {
        if (IsId(name) && await store.DeleteAsync(Tenant.Global, AccessKeys, name, cancellationToken))
        {
            return true;
        }

        var start = name.StartsWith(ApiKeyStart, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(BearerKey.HashOf(name))
            : name;
        await foreach (var key in All(ApiKeys, cancellationToken))
        {
            if (start.Length >= ApiKeyIdCharacters && key.Id.StartsWith(start, StringComparison.Ordinal))
            {
                return await store.DeleteAsync(Tenant.Global, ApiKeys, key.Id, cancellationToken);
            }
        }

        return false;
    }

    private IAsyncEnumerable<Stored<T>> All<T>(DocumentKind<T> kind, CancellationToken cancellationToken)
        where T : class =>
        store.ListAllAsync(Tenant.Global, kind, new ListQuery(), cancellationToken);

    private static bool IsId(string id) => id.Length is > 0 and <= 128 && id.All(char.IsAsciiLetterOrDigit);

    private static AccessKey ToKey(string id, StoredAccessKey key) =>
        new(id, key.Secret, key.Account, Principal(key.Account));

    private static string Principal(string account) => $"arn:aws:iam::{account}:root";
}
