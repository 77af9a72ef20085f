using Ganban.Protocol.Callers;
using Ganban.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Ganban.Server.Credentials;

/// <summary>All keys that the server knows: configured, stored, and in development mode the well-known ones.</summary>
internal sealed class ServerKeyring(StoredKeys stored, IOptions<ServerOptions> options) : IKeyring
{
    private readonly Dictionary<string, AccessKey> _configured = options.Value.Credentials.ToDictionary(
        key => key.AccessKeyId,
        key => new AccessKey(
            key.AccessKeyId, key.SecretAccessKey, key.Account, $"arn:aws:iam::{key.Account}:root", key.SessionToken));

    public async ValueTask<AccessKey?> FindAccessKey(string id, CancellationToken cancellationToken)
    {
        var known = _configured.GetValueOrDefault(id)
            ?? (options.Value.IsLoopback ? DevelopmentCredentials.Find(id) : null);
        return known ?? await stored.FindAccessKey(id, cancellationToken);
    }

    public async ValueTask<ApiKey?> FindApiKey(ReadOnlyMemory<byte> hash, CancellationToken cancellationToken) =>
        (options.Value.IsLoopback ? DevelopmentCredentials.FindApiKey(hash.Span) : null)
        ?? await stored.FindApiKey(hash, cancellationToken);
}
