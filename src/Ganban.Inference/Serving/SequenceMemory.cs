using System.Runtime.InteropServices;
using Ganban.Inference.Generation;
using Ganban.Inference.Models;

namespace Ganban.Inference.Serving;

/// <summary>
/// Gives sequences the model's memory for keys and values, and takes it from prefixes that nobody uses. A sequence gets
/// the blocks of all its known tokens when it starts and one more whenever its answer needs it. Belongs to one thread.
/// </summary>
/// <param name="model">The model.</param>
/// <param name="prefixShare">Share of the memory that prefixes may keep, 0 to 1.</param>
internal sealed class SequenceMemory(LanguageModel model, double prefixShare)
{
    private readonly PrefixCache _prefixes = new(model.Cache, (int)(model.Cache.Blocks * prefixShare));
    private readonly List<KvBlock> _found = [];

    /// <summary>Tokens that one sequence can hold: the context window, or the memory if that is less.</summary>
    public int Positions { get; } =
        (int)Math.Min(model.ContextLength, (long)model.Cache.Blocks * KvCache.BlockTokens);

    /// <summary>Blocks that prefixes hold.</summary>
    public int PrefixBlocks => _prefixes.Blocks;

    /// <summary>Blocks of prefixes given up so far.</summary>
    public long Evictions => _prefixes.Evictions;

    /// <summary>
    /// Gives a stream a sequence that begins with what is known of its tokens and has room for the rest.
    /// </summary>
    /// <param name="stream">The stream; it has no sequence.</param>
    /// <param name="spare">Blocks that must stay for others.</param>
    /// <returns>False if there is not enough.</returns>
    public bool TryStart(GenerationStream stream, int spare)
    {
        var tokens = CollectionsMarshal.AsSpan(stream.Tokens);
        var sequence = model.CreateSequence(
            (int)Math.Min(Positions, (long)stream.Request.Prompt.Count + stream.Request.MaxTokens));
        if (stream.Details is null)
        {
            // The last token is always computed: its logits choose the next one.
            _prefixes.Find(stream.CallerName, new PrefixTokens(tokens[..^1], stream.Request.Pictures), _found);
            sequence.Adopt(_found);
            _found.Clear();
        }

        var missing = tokens.Length - sequence.Count;
        var needed = sequence.BlocksFor(missing);
        var free = model.Cache.FreeBlocks;
        if ((needed + spare > free && needed + spare > free + _prefixes.Evictable()) || !TryReserve(sequence, missing))
        {
            sequence.Dispose();
            return false;
        }

        stream.Sequence = sequence;
        return true;
    }

    /// <summary>Makes room for a stream's pending tokens.</summary>
    /// <returns>False if there is none.</returns>
    public bool TryGrow(GenerationStream stream) => TryReserve(stream.Sequence!, stream.Pending.Length);

    /// <summary>Keeps a stream's whole blocks as a prefix.</summary>
    /// <returns>How many tokens were not known before.</returns>
    public int Share(GenerationStream stream)
    {
        var tokens = CollectionsMarshal.AsSpan(stream.Tokens)[..stream.Sequence!.Count];
        return _prefixes.Add(
            stream.CallerName, new PrefixTokens(tokens, stream.Request.Pictures), stream.Sequence.Blocks);
    }

    /// <summary>Takes a stream's sequence away.</summary>
    public static void Release(GenerationStream stream)
    {
        stream.Sequence?.Dispose();
        stream.Sequence = null;
    }

    /// <summary>Gives all prefixes up.</summary>
    public void Clear() => _prefixes.Clear();

    private bool TryReserve(KvSequence sequence, int tokens)
    {
        while (sequence.BlocksFor(tokens) > model.Cache.FreeBlocks)
        {
            if (!_prefixes.Evict())
            {
                return false;
            }
        }

        try
        {
            sequence.Reserve(tokens);
            return true;
        }
        catch (KvCacheFullException)
        {
            // Somebody else uses the model's memory, too, and was faster.
            return false;
        }
    }
}
