using System.Globalization;
using Ganban.Inference.ModelFiles;

namespace Ganban.Training.Tests.Files;

/// <summary>A vocabulary of 320 tokens: three control tokens, the 256 bytes and some characters.</summary>
internal static class TinyTokenizer
{
    public const int Size = 320;

    public static Dictionary<string, object> Metadata()
    {
        string[] tokens =
        [
            "<unk>", "<s>", "</s>",
            .. Enumerable.Range(0, 256).Select(value => string.Create(CultureInfo.InvariantCulture, $"<0x{value:X2}>")),
            "\u2581",
            .. Enumerable.Range(0, Size - 260).Select(index => ((char)('A' + index)).ToString()),
        ];
        return new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.scores"] = tokens.Select((_, token) => -(float)token).ToArray(),
            ["tokenizer.ggml.token_type"] =
                tokens.Select((_, token) => token switch { 0 => 2, < 3 => 3, < 259 => 6, _ => 1 }).ToArray(),
            ["tokenizer.ggml.bos_token_id"] = 1u,
            ["tokenizer.ggml.eos_token_id"] = 2u,
            ["tokenizer.ggml.unknown_token_id"] = 0u,
            ["tokenizer.chat_template"] = "{{ messages[0].content }}",
        };
    }

    /// <summary>A file with the tokenizer and no model.</summary>
    public static void Write(string path)
    {
        var writer = new GgufWriter();
        writer.AddMetadata("general.architecture", "llama");
        foreach (var (key, value) in Metadata())
        {
            writer.AddMetadata(key, value);
        }

        writer.Write(path);
    }
}
