using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// The merges of a byte-pair encoding (Sennrich et al. 2016): which neighbours may be joined, into what, and in which
/// order.
/// </summary>
internal static class BytePairMerges
{
    private const int MergesMax = 4 * 1024 * 1024;

    /// <summary>Reads tokenizer.ggml.merges: left and right token to rank and joined token.</summary>
    /// <exception cref="ModelFileException">A merge is no pair of names, or names what is not a token.</exception>
    public static PairTable Read(GgufMetadata metadata, Vocabulary vocabulary)
    {
        var merges = metadata.GetStrings("tokenizer.ggml.merges");
        if (merges.Count > MergesMax)
        {
            throw new ModelFileException(
                $"The tokenizer has {merges.Count} merges (tokenizer.ggml.merges); at most {MergesMax} are supported.");
        }

        var table = new PairTable(merges.Count);
        Span<char> joined = stackalloc char[(2 * Vocabulary.NameCharactersMax) + 1];
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var merge = merges[rank].AsSpan();
            var space = merge.Length < 2 ? -1 : merge[1..].IndexOf(' ') + 1;
            if (space < 1 || merge.Length > joined.Length)
            {
                throw new ModelFileException($"Merge {rank} (tokenizer.ggml.merges) is not two names and a space.");
            }

            merge[..space].CopyTo(joined);
            merge[(space + 1)..].CopyTo(joined[space..]);
            if (!vocabulary.TryGet(merge[..space], out var left)
                || !vocabulary.TryGet(merge[(space + 1)..], out var right)
                || !vocabulary.TryGet(joined[..(merge.Length - 1)], out var token))
            {
                throw new ModelFileException(
                    $"Merge {rank} (tokenizer.ggml.merges), '{merge}', joins or makes what is not in the vocabulary.");
            }

            table.TryAdd(left, right, rank, token);
        }

        return table;
    }
}
