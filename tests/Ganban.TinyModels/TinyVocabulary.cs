using System.Globalization;
using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>
/// 288 tokens of SentencePiece: three control tokens, the 256 bytes, some letters and what more control tokens a model
/// has.
/// </summary>
internal static class TinyVocabulary
{
    public const int Size = 288;

    private const int Normal = 1;
    private const int Unknown = 2;
    private const int Control = 3;
    private const int Byte = 6;

    public static void AddTo(GgufWriter writer, params string[] controls)
    {
        string[] letters = ["\u2581", .. "etaoinshrdlcumwfgypbvkjxqz .".Select(letter => letter.ToString()), "th"];
        string[] tokens =
        [
            "<unk>", "<s>", "</s>",
            .. Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")),
            .. letters.Take(Size - 259 - controls.Length), .. controls,
        ];
        writer.AddMetadata("tokenizer.ggml.model", "llama");
        writer.AddMetadata("tokenizer.ggml.tokens", tokens);
        writer.AddMetadata("tokenizer.ggml.scores", tokens.Select((_, token) => -(float)token).ToArray());
        writer.AddMetadata(
            "tokenizer.ggml.token_type",
            tokens.Select((_, token) => token switch
            {
                0 => Unknown,
                < 3 => Control,
                < 259 => Byte,
                _ => token < Size - controls.Length ? Normal : Control,
            }).ToArray());
        writer.AddMetadata("tokenizer.ggml.bos_token_id", 1u);
        writer.AddMetadata("tokenizer.ggml.eos_token_id", 2u);
        writer.AddMetadata("tokenizer.ggml.unknown_token_id", 0u);
        if (controls.Length > 0)
        {
            // Models of conversations put no space before a text.
            writer.AddMetadata("tokenizer.ggml.add_space_prefix", false);
        }
    }
}
