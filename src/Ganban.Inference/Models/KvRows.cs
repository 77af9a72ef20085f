using Ganban.Kernels.Elementwise;

namespace Ganban.Inference.Models;

/// <summary>Writes keys and values of tokens into a sequence's blocks, and reads them as F32.</summary>
internal static class KvRows
{
    /// <summary>Writes one token's keys and values, each `[kvHeads · headSize]`.</summary>
    public static void Write(
        KvSequence sequence, int layer, int position, ReadOnlySpan<float> keys, ReadOnlySpan<float> values)
    {
        var (index, row) = Math.DivRem(position, KvCache.BlockTokens);
        var (block, size) = (sequence.Blocks[index], sequence.Cache.HeadSize);
        for (var head = 0; head < sequence.Cache.KvHeads; head++)
        {
            var key = keys.Slice(head * size, size);
            var value = values.Slice(head * size, size);
            if (sequence.Cache.Format is KvFormat.F32)
            {
                key.CopyTo(block.Keys<float>(layer, head)[(row * size)..]);
                value.CopyTo(block.Values<float>(layer, head)[(row * size)..]);
            }
            else
            {
                HalfConversion.ToHalf(key, block.Keys<Half>(layer, head).Slice(row * size, size));
                HalfConversion.ToHalf(value, block.Values<Half>(layer, head).Slice(row * size, size));
            }
        }
    }

    /// <summary>Reads a head's keys from the first position on, `[positions × headSize]`.</summary>
    public static void ReadKeys(KvSequence sequence, int layer, int kvHead, Span<float> destination)
    {
        for (var block = 0; destination.Length > 0; block++)
        {
            var length = Math.Min(destination.Length, KvCache.BlockTokens * sequence.Cache.HeadSize);
            if (sequence.Cache.Format is KvFormat.F32)
            {
                sequence.Blocks[block].Keys<float>(layer, kvHead)[..length].CopyTo(destination);
            }
            else
            {
                HalfConversion.ToSingle(
                    sequence.Blocks[block].Keys<Half>(layer, kvHead)[..length], destination[..length]);
            }

            destination = destination[length..];
        }
    }

    /// <summary>Reads a head's values from the first position on, `[positions × headSize]`.</summary>
    public static void ReadValues(KvSequence sequence, int layer, int kvHead, Span<float> destination)
    {
        for (var block = 0; destination.Length > 0; block++)
        {
            var length = Math.Min(destination.Length, KvCache.BlockTokens * sequence.Cache.HeadSize);
            if (sequence.Cache.Format is KvFormat.F32)
            {
                sequence.Blocks[block].Values<float>(layer, kvHead)[..length].CopyTo(destination);
            }
            else
            {
                HalfConversion.ToSingle(
                    sequence.Blocks[block].Values<Half>(layer, kvHead)[..length], destination[..length]);
            }

            destination = destination[length..];
        }
    }
}
