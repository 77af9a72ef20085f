using System.Runtime.InteropServices;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>
/// The tokens of a sequence as the <see cref="PrefixCache"/> compares them, block by block. Where a picture stands, its
/// digest counts and not the ids there.
/// </summary>
/// <param name="tokens">The tokens.</param>
/// <param name="pictures">The pictures among them, in order.</param>
internal readonly ref struct PrefixTokens(ReadOnlySpan<int> tokens, IReadOnlyList<PromptPicture> pictures)
{
    private const int PictureMark = -1;

    private readonly ReadOnlySpan<int> _tokens = tokens;

    /// <summary>Whole blocks.</summary>
    public int Blocks => _tokens.Length / KvCache.BlockTokens;

    /// <summary>What a block is known by: its tokens, and behind them the digests of the pictures in it.</summary>
    public ReadOnlySpan<int> Block(int index)
    {
        var start = index * KvCache.BlockTokens;
        var end = start + KvCache.BlockTokens;
        var block = _tokens[start..end];
        List<int>? key = null;
        foreach (var picture in pictures)
        {
            if (picture.Start < end && picture.End > start)
            {
                key ??= [.. block];
                var (first, last) = (Math.Max(picture.Start, start), Math.Min(picture.End, end));
                CollectionsMarshal.AsSpan(key)[(first - start)..(last - start)].Fill(PictureMark);
                key.AddRange(MemoryMarshal.Cast<byte, int>(picture.Digest.Span));
            }
        }

        return key is null ? block : CollectionsMarshal.AsSpan(key);
    }
}
