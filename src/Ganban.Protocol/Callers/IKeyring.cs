using System.Security.Cryptography;
using System.Text;

namespace Ganban.Protocol.Callers;

/// <summary>An access key that may sign requests.</summary>
/// <param name="Id">The access key id.</param>
/// <param name="Secret">The secret that signatures are made with.</param>
/// <param name="Account">The account it belongs to: twelve digits.</param>
/// <param name="PrincipalArn">The identity it stands for.</param>
/// <param name="SessionToken">The token that must come with a temporary key; null for a long-term key.</param>
/// <param name="AnySessionToken">Whether any session token is accepted: development keys only.</param>
public sealed record AccessKey(
    string Id,
    string Secret,
    string Account,
    string PrincipalArn,
    string? SessionToken = null,
    bool AnySessionToken = false)
{
    /// <summary>Whether a request's session token, null for none, is the one that must come with the key.</summary>
    public bool Admits(string? token) =>
        AnySessionToken
        || (SessionToken is null
            ? token is null
            : token is not null && CryptographicOperations.FixedTimeEquals(
                Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(SessionToken)));
}

/// <summary>A long-term Bedrock API key: whoever presents it is its principal.</summary>
/// <param name="Account">The account it belongs to.</param>
/// <param name="PrincipalArn">The identity it stands for.</param>
/// <param name="ExpiresAt">When it ends; null for never.</param>
public sealed record ApiKey(string Account, string PrincipalArn, DateTimeOffset? ExpiresAt = null);

/// <summary>Where keys are looked up: the seam between the protocol and whoever issues keys.</summary>
public interface IKeyring
{
    /// <summary>Finds an access key; null when unknown.</summary>
    ValueTask<AccessKey?> FindAccessKey(string id, CancellationToken cancellationToken);

    /// <summary>Finds a Bedrock API key by the SHA-256 of its text; null when unknown.</summary>
    ValueTask<ApiKey?> FindApiKey(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken);
}
