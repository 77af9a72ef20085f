using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// Finds tokens by their names: open addressing with linear probing over the names themselves, since vocabularies hold
/// hundreds of thousands and opening one is part of the way to the first token. The hash has a secret factor, so that
/// no file can be made whose names all meet in one place. Of equal names the first counts.
/// </summary>
internal sealed class NameTable
{
    private readonly uint _factor = BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(sizeof(uint))) | 1;
    private readonly string[] _names;

    // One more than the token, and the upper half of the name's hash; 0 is a free place.
    private readonly ulong[] _entries;

    public NameTable(string[] names)
    {
        _names = names;
        _entries = new ulong[BitOperations.RoundUpToPowerOf2((uint)Math.Max(16, names.Length + (names.Length / 2)))];
        AddAll();
    }

    // Optimized at once: it is over before the runtime would find it hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGet(ReadOnlySpan<char> name, out int token)
    {
        var hash = Hash(name);
        for (var place = (int)hash; ; place++)
        {
            var entry = _entries[place & (_entries.Length - 1)];
            token = (int)(uint)entry - 1;
            if (token < 0)
            {
                return false;
            }

            if (entry >> 32 == hash >> 32 && name.SequenceEqual(_names[token]))
            {
                return true;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddAll()
    {
        for (var token = 0; token < _names.Length; token++)
        {
            var hash = Hash(_names[token]);
            var place = (int)hash & (_entries.Length - 1);
            var isNew = true;
            while (_entries[place] != 0 && isNew)
            {
                isNew = _entries[place] >> 32 != hash >> 32 || _names[(uint)_entries[place] - 1] != _names[token];
                place = isNew ? (place + 1) & (_entries.Length - 1) : place;
            }

            if (isNew)
            {
                _entries[place] = (hash & 0xFFFFFFFF00000000) | (uint)(token + 1);
            }
        }
    }

    // The place is in the lower half, what tells names of one place apart in the upper.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong Hash(ReadOnlySpan<char> name)
    {
        ulong hash = _factor;
        foreach (var character in name)
        {
            hash = (hash ^ character) * (0x9E3779B97F4A7C15 + ((ulong)_factor << 1));
            hash ^= hash >> 29;
        }

        return hash;
    }
}
