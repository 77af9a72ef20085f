using System.Runtime.InteropServices;
using Ganban.Kernels.Attention;

namespace Ganban.Inference.Models;

/// <summary>
/// The keys and values of up to <see cref="KvCache.BlockTokens"/> consecutive tokens, in all layers. Keys stand column
/// by column, so that one pass over a head's keys gives the scores of all tokens side by side.
/// </summary>
internal sealed class KvBlock(KvCache cache, int bytes)
{
    private readonly byte[] _bytes = GC.AllocateUninitializedArray<byte>(bytes);

    /// <summary>Sequences and prefixes that hold the block; the cache's to change.</summary>
    public int Holders { get; set; }

    /// <summary>Writes the keys and values of one token, each `[kvHeads · headSize]`.</summary>
    public void Write(int layer, int token, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        var size = cache.HeadSize;
        for (var head = 0; head < cache.KvHeads; head++)
        {
            var key = keys.Slice(head * size, size);
            var value = values.Slice(head * size, size);
            switch (cache.Format)
            {
                case KvFormat.F32:
                    KvLayout.WriteKey(key, Keys<float>(layer, head), token);
                    KvLayout.WriteValue(value, Values<float>(layer, head), token);
                    break;
                case KvFormat.F16:
                    KvLayout.WriteKey(key, Keys<Half>(layer, head), token);
                    KvLayout.WriteValue(value, Values<Half>(layer, head), token);
                    break;
                default:
                    KvLayoutQ8_0.WriteKey(key, Keys<byte>(layer, head), token);
                    KvLayoutQ8_0.WriteValue(value, Values<byte>(layer, head), token);
                    break;
            }
        }
    }

    /// <summary>A head's keys as F32, `[headSize × BlockTokens]`: where they lie, or in the memory given.</summary>
    public ReadOnlySpan<float> ReadKeys(int layer, int kvHead, float[] memory)
    {
        switch (cache.Format)
        {
            case KvFormat.F32:
                return Keys<float>(layer, kvHead);
            case KvFormat.F16:
                KvLayout.Widen(Keys<Half>(layer, kvHead), memory);
                return memory;
            default:
                KvLayoutQ8_0.WidenKeys(Keys<byte>(layer, kvHead), cache.HeadSize, memory);
                return memory;
        }
    }

    /// <summary>A head's values as F32, `[BlockTokens × headSize]`.</summary>
    public ReadOnlySpan<float> ReadValues(int layer, int kvHead, float[] memory)
    {
        switch (cache.Format)
        {
            case KvFormat.F32:
                return Values<float>(layer, kvHead);
            case KvFormat.F16:
                KvLayout.Widen(Values<Half>(layer, kvHead), memory);
                return memory;
            default:
                KvLayoutQ8_0.WidenValues(Values<byte>(layer, kvHead), cache.HeadSize, memory);
                return memory;
        }
    }

    private Span<T> Keys<T>(int layer, int kvHead)
        where T : unmanaged => Plane<T>(2 * layer, kvHead);

    private Span<T> Values<T>(int layer, int kvHead)
        where T : unmanaged => Plane<T>((2 * layer) + 1, kvHead);

    private Span<T> Plane<T>(int plane, int kvHead)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(
            _bytes.AsSpan(((plane * cache.KvHeads) + kvHead) * cache.PlaneBytes, cache.PlaneBytes));
}
