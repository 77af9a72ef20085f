using System.Buffers.Text;
using Ganban.Storage.Objects;

namespace Ganban.Storage.Sqlite.Objects;

/// <summary>
/// Makes a page of a list. Where keys fold into a common prefix, the walk jumps behind all of them, so that a page
/// costs as many steps as it has entries, however many objects there are.
/// </summary>
internal sealed class ObjectListing
{
    private readonly IndexReader _reader;
    private readonly string _bucket;
    private readonly int _count;
    private readonly byte[] _prefix;
    private readonly byte[] _delimiter;
    private readonly byte[] _end;
    private readonly List<StoredObject> _objects = [];
    private readonly List<string> _commonPrefixes = [];
    private byte[] _next;

    private ObjectListing(IndexReader reader, string bucket, ObjectQuery query)
    {
        (_reader, _bucket, _count) = (reader, bucket, query.Count);
        _prefix = KeyBytes.Of(query.Prefix);
        _delimiter = KeyBytes.Of(query.Delimiter);
        _end = KeyBytes.BehindAll(_prefix);
        _next = KeyBytes.Later(_prefix, KeyBytes.Later(Behind(query.After), Place(query.Continuation)));
    }

    private int Found => _objects.Count + _commonPrefixes.Count;

    public static ObjectPage Read(IndexReader reader, string bucket, ObjectQuery query)
    {
        if (query.Count == 0)
        {
            return new ObjectPage([], [], null);
        }

        var listing = new ObjectListing(reader, bucket, query);
        while (listing.Walk())
        {
        }

        var more = listing.Found == query.Count
            && reader.Objects(bucket, listing._next, listing._end, 1).Any();
        return new ObjectPage(
            listing._objects, listing._commonPrefixes, more ? Base64Url.EncodeToString(listing._next) : null);
    }

    // Walks until the page is full, the keys end, or some fold; then the walk has to begin again behind those.
    private bool Walk()
    {
        foreach (var (key, found) in _reader.Objects(_bucket, _next, _end, _count - Found))
        {
            if (CommonPrefix(key) is { Length: > 0 } common)
            {
                _commonPrefixes.Add(KeyBytes.ToKey(common));
                _next = KeyBytes.BehindAll(common);
                return Found < _count;
            }

            _objects.Add(found);
            _next = KeyBytes.Behind(key);
        }

        return false;
    }

    private ReadOnlySpan<byte> CommonPrefix(ReadOnlySpan<byte> key)
    {
        if (_delimiter.Length == 0)
        {
            return [];
        }

        var at = key[_prefix.Length..].IndexOf(_delimiter);
        return at < 0 ? [] : key[..(_prefix.Length + at + _delimiter.Length)];
    }

    // A key that is a common prefix of this list stands for all keys that fold into it.
    private byte[] Behind(string after)
    {
        var key = KeyBytes.Of(after);
        var isCommon = key.AsSpan().StartsWith(_prefix) && CommonPrefix(key).Length == key.Length;
        return key.Length == 0 ? [] : isCommon ? KeyBytes.BehindAll(key) : KeyBytes.Behind(key);
    }

    // A token names a place in the caller's own bucket, whatever it says.
    private static byte[] Place(string? continuation)
    {
        if (continuation is null)
        {
            return [];
        }

        return Base64Url.IsValid(continuation) && continuation.Length > 0
            ? Base64Url.DecodeFromChars(continuation)
            : throw new ObjectStoreException(
                ObjectStoreError.InvalidArgument, "The continuation token provided is incorrect");
    }
}
