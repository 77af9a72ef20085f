using Ganban.Inference.ModelFiles;
using Ganban.Kernels.Attention;

namespace Ganban.Inference.Models;

/// <summary>
/// The memory for keys and values of one model, cut into blocks of <see cref="BlockTokens"/> tokens that sequences
/// take as they grow and give back when they end (Kwon et al. 2023, PagedAttention). A block holds all layers and may
/// belong to several sequences that begin alike. Blocks are allocated when first needed, up to the budget, and used
/// again. Safe for concurrent use.
/// <code>
/// block: [layers × (keys | values) × kvHeads × plane], a plane as KvLayout has it
/// </code>
/// </summary>
public sealed class KvCache
{
    /// <summary>Tokens in a block.</summary>
    public const int BlockTokens = AttentionTile.BlockTokens;

    private readonly Lock _lock = new();
    private readonly List<KvBlock> _free = [];
    private int _taken;

    /// <exception cref="ModelFileException">The format or the size of a block is not possible.</exception>
    internal KvCache(int layers, int kvHeads, int headSize, KvFormat format, long bytesMax)
    {
        (KvHeads, HeadSize, Format) = (kvHeads, headSize, format);
        if (format is KvFormat.Q8_0 && headSize % 32 != 0)
        {
            throw new ModelFileException(
                $"A head has {headSize} numbers; for keys and values in Q8_0 they must be a multiple of 32. Use F16.");
        }

        PlaneBytes = format switch
        {
            KvFormat.F32 => BlockTokens * headSize * 4,
            KvFormat.F16 => BlockTokens * headSize * 2,
            _ => KvLayoutQ8_0.Bytes(headSize),
        };
        BlockBytes = 2L * layers * kvHeads * PlaneBytes;
        if (BlockBytes > Array.MaxLength)
        {
            throw new ModelFileException(
                $"{layers} layers, {kvHeads} key-value heads and a head size of {headSize} need {BlockBytes} bytes for "
                + $"the keys and values of {BlockTokens} tokens; at most {Array.MaxLength} are supported.");
        }

        Blocks = (int)Math.Min(bytesMax / BlockBytes, int.MaxValue);
    }

    /// <summary>How numbers are kept.</summary>
    public KvFormat Format { get; }

    /// <summary>Bytes of a block, all layers together.</summary>
    public long BlockBytes { get; }

    /// <summary>Blocks in the budget.</summary>
    public int Blocks { get; }

    /// <summary>Blocks that nobody holds.</summary>
    public int FreeBlocks
    {
        get
        {
            lock (_lock)
            {
                return Blocks - _taken;
            }
        }
    }

    internal int KvHeads { get; }

    internal int HeadSize { get; }

    /// <summary>Bytes of one head's keys in a block, or of its values.</summary>
    internal int PlaneBytes { get; }

    /// <summary>A block that nobody else holds, held once.</summary>
    /// <exception cref="KvCacheFullException">The budget is used up.</exception>
    internal KvBlock Take()
    {
        lock (_lock)
        {
            if (_taken == Blocks)
            {
                throw new KvCacheFullException(Blocks, BlockBytes);
            }

            _taken++;
            if (_free.Count == 0)
            {
                return new KvBlock(this, checked((int)BlockBytes)) { Holders = 1 };
            }

            var block = _free[^1];
            _free.RemoveAt(_free.Count - 1);
            block.Holders = 1;
            return block;
        }
    }

    /// <summary>Holds a block once more.</summary>
    internal void Hold(KvBlock block)
    {
        lock (_lock)
        {
            block.Holders++;
        }
    }

    /// <summary>Lets a block go; the last holder's return frees it.</summary>
    internal void Return(KvBlock block)
    {
        lock (_lock)
        {
            if (--block.Holders == 0)
            {
                _taken--;
                _free.Add(block);
            }
        }
    }
}
