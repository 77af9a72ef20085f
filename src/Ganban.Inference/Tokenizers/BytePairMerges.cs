using System.Runtime.CompilerServices;
using System.Text;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tokenizers;

/// <summary>
/// The merges of a byte-pair encoding (Sennrich et al. 2016): which neighbours may be joined, into what, and in which
/// order.
/// </summary>
internal static class BytePairMerges
{
    private const int MergesMax = 4 * 1024 * 1024;
    private const int BytesMax = 2 * Vocabulary.NameCharactersMax;

    /// <summary>Reads tokenizer.ggml.merges: left and right token to rank and joined token.</summary>
    /// <exception cref="ModelFileException">A merge is no pair of names, or names what is not a token.</exception>
    // Optimized at once: it is over before the runtime would find it hot.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static PairTable Read(GgufMetadata metadata, Vocabulary vocabulary)
    {
        var merges = metadata.GetUtf8Strings("tokenizer.ggml.merges");
        if (merges.Count > MergesMax)
        {
            throw new ModelFileException(
                $"The tokenizer has {merges.Count} merges (tokenizer.ggml.merges); at most {MergesMax} are supported.");
        }

        var table = new PairTable(merges.Count);
        Span<char> merge = stackalloc char[BytesMax];
        Span<char> name = stackalloc char[BytesMax];
        var token = -1;
        for (var rank = 0; rank < merges.Count; rank++)
        {
            var utf8 = merges.Utf8(rank);
            var length = utf8.Length <= BytesMax ? Encoding.UTF8.GetChars(utf8, merge) : 0;
            var space = length < 2 ? 0 : merge[1..length].IndexOf(' ') + 1;
            if (space < 1)
            {
                throw new ModelFileException($"Merge {rank} (tokenizer.ggml.merges) is not two names and a space.");
            }

            var left = merge[..space];
            var right = merge[(space + 1)..length];
            left.CopyTo(name);
            right.CopyTo(name[space..]);
            var joined = name[..(length - 1)];

            // Most files list merges in the order of the tokens that they make.
            token++;
            var isNext = token < vocabulary.Count && joined.SequenceEqual(vocabulary.Name(token));
            if ((!isNext && !vocabulary.TryGet(joined, out token))
                || !vocabulary.TryGet(left, out var leftToken)
                || !vocabulary.TryGet(right, out var rightToken))
            {
                throw new ModelFileException(
                    $"Merge {rank} (tokenizer.ggml.merges), '{merge[..length]}', joins or makes what is no token.");
            }

            table.TryAdd(leftToken, rightToken, rank, token);
        }

        return table;
    }
}
