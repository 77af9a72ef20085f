using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>Words, letters and word parts, as WordPiece or as a unigram model; `▁` starts a word.</summary>
internal static class EncoderVocabulary
{
    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;

    private static readonly string[] Letters = [.. "abcdefghijklmnopqrstuvwxyz0123456789".Select(c => c.ToString())];

    private static readonly string[] Words =
        ["the", "rock", "river", "water", "stone", "is", "hard", "flow", "down", "under", "old", "what", "where"];

    private static readonly string[] Parts = ["er", "ing", "ed", "ly", "en", "th", "re"];

    /// <summary>Adds the vocabulary and returns its size.</summary>
    public static int AddTo(GgufWriter writer, bool unigram)
    {
        string[] special = unigram
            ? ["<s>", "<pad>", "</s>", "<unk>"]
            : ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
        string[] tokens =
        [
            .. special,
            .. unigram ? ["\u2581", ".", "?"] : new[] { "\u2581.", "\u2581?" },
            .. Letters.Select(letter => "\u2581" + letter),
            .. Letters,
            .. Words.Select(word => "\u2581" + word),
            .. Parts,
        ];
        var unknown = Array.IndexOf(special, unigram ? "<unk>" : "[UNK]");
        writer.AddMetadata("tokenizer.ggml.model", unigram ? "t5" : "bert");
        writer.AddMetadata("tokenizer.ggml.tokens", tokens);
        writer.AddMetadata(
            "tokenizer.ggml.token_type",
            tokens.Select((_, id) => id == unknown ? Unknown : id < special.Length ? Control : Normal).ToArray());
        if (unigram)
        {
            AddUnigramKeys(writer, tokens);
        }
        else
        {
            AddWordPieceKeys(writer);
        }

        return tokens.Length;
    }

    private static void AddUnigramKeys(GgufWriter writer, string[] tokens)
    {
        // Longer pieces are likelier than their letters together, as a trained model has it.
        var scores = tokens.Select((token, id) => id < 4 ? 0 : -8 - (id / 64f) + (token.Length > 2 ? 4 : 0)).ToArray();
        writer.AddMetadata("tokenizer.ggml.scores", scores);
        writer.AddMetadata("tokenizer.ggml.add_space_prefix", true);
        writer.AddMetadata("tokenizer.ggml.remove_extra_whitespaces", true);
        writer.AddMetadata("tokenizer.ggml.add_bos_token", true);
        writer.AddMetadata("tokenizer.ggml.add_eos_token", true);
        writer.AddMetadata("tokenizer.ggml.add_sep_token", true);
        writer.AddMetadata("tokenizer.ggml.bos_token_id", 0u);
        writer.AddMetadata("tokenizer.ggml.padding_token_id", 1u);
        writer.AddMetadata("tokenizer.ggml.eos_token_id", 2u);
        writer.AddMetadata("tokenizer.ggml.seperator_token_id", 2u);
        writer.AddMetadata("tokenizer.ggml.unknown_token_id", 3u);
    }

    private static void AddWordPieceKeys(GgufWriter writer)
    {
        writer.AddMetadata("tokenizer.ggml.padding_token_id", 0u);
        writer.AddMetadata("tokenizer.ggml.unknown_token_id", 1u);
        writer.AddMetadata("tokenizer.ggml.bos_token_id", 2u);
        writer.AddMetadata("tokenizer.ggml.cls_token_id", 2u);
        writer.AddMetadata("tokenizer.ggml.seperator_token_id", 3u);
        writer.AddMetadata("tokenizer.ggml.mask_token_id", 4u);
    }
}
