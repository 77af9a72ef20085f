using System.Collections.Concurrent;

namespace Ganban.Protocol.Signatures;

/// <summary>
/// Derived signing keys. A key enters only after a signature made with it has proved right, so that strangers
/// cannot fill the cache; where it is full it starts again from empty, which a day's end makes cheap anyway.
/// </summary>
/// <param name="capacity">The most keys held.</param>
internal sealed class SigningKeyCache(int capacity)
{
    private readonly ConcurrentDictionary<(string KeyId, string Secret, CredentialScope Scope), byte[]> _keys = new();
    private int _count;

    public byte[]? Find(string accessKeyId, string secret, in CredentialScope scope) =>
        _keys.GetValueOrDefault((accessKeyId, secret, scope));

    public void Remember(string accessKeyId, string secret, in CredentialScope scope, byte[] key)
    {
        if (Interlocked.Increment(ref _count) > capacity)
        {
            _keys.Clear();
            Interlocked.Exchange(ref _count, 1);
        }

        _keys[(accessKeyId, secret, scope)] = key;
    }
}
