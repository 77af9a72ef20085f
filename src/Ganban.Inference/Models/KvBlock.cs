using System.Runtime.InteropServices;

namespace Ganban.Inference.Models;

/// <summary>The keys and values of up to <see cref="KvCache.BlockTokens"/> consecutive tokens, in all layers.</summary>
internal sealed class KvBlock(KvCache cache, int bytes)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(bytes);

    /// <summary>Sequences and prefixes that hold the block; the cache's to change.</summary>
    public int Holders { get; set; }

    /// <summary>Keys of a head, `[BlockTokens × headSize]`.</summary>
    public Span<T> Keys<T>(int layer, int kvHead)
        where T : unmanaged => Part<T>(2 * layer, kvHead);

    /// <summary>Values of a head, `[BlockTokens × headSize]`.</summary>
    public Span<T> Values<T>(int layer, int kvHead)
        where T : unmanaged => Part<T>((2 * layer) + 1, kvHead);

    private Span<T> Part<T>(int plane, int kvHead)
        where T : unmanaged
    {
        var length = KvCache.BlockTokens * cache.HeadSize;
        return MemoryMarshal.Cast<byte, T>(_bytes.AsSpan()).Slice(((plane * cache.KvHeads) + kvHead) * length, length);
    }
}
