using Ganban.Inference.ModelFiles;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.Tests.Constraints;

/// <summary>A small vocabulary: control tokens, all bytes, and pieces of text that cross JSON's borders.</summary>
internal static class TestVocabulary
{
    public static readonly string[] Control =
        ["<unk>", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<tool_call>", "</tool_call>"];

    public static readonly string[] Pieces =
    [
        " ", "\"", "{\"", "\"}", "\":", "\": ", "\", \"", "\",", "[\"", "\"]", "}}", "]}", "{}", "[]", "true", "false",
        "null", "tr", "ue", "12", "-1", "0.", "1e", "abc", "na", "name", "あ", "山", "😀", "\\n", "\\u00", "\\", "ab\"",
        "x\", \"y",
        "\n{\"", "}\n", "<tool", "_call>", "</", " the", "ing", "city", "\n",
    ];

    public static Dictionary<string, object> Metadata()
    {
        string[] tokens =
        [
            .. Control,
            .. Enumerable.Range(0, 256).Select(b => $"<0x{b:X2}>"),
            .. Pieces.Select(p => p.Replace(' ', '\u2581')),
        ];
        return new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "llama",
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.scores"] = tokens.Select((_, i) => -(float)i).ToArray(),
            ["tokenizer.ggml.token_type"] = tokens.Select((_, i) => i == 0 ? 2 : i < Control.Length ? 3
                : i < Control.Length + 256 ? 6 : 1).ToArray(),
            ["tokenizer.ggml.unknown_token_id"] = 0,
            ["tokenizer.ggml.bos_token_id"] = 1,
            ["tokenizer.ggml.eos_token_id"] = 2,
            ["tokenizer.ggml.add_space_prefix"] = false,
        };
    }

    /// <summary>
    /// A byte-level vocabulary, in which tokens begin and end within characters; its texts are written with the
    /// alphabet of GPT-2. <paramref name="marks"/> are more control tokens.
    /// </summary>
    public static Tokenizer ByteLevel(params string[] marks)
    {
        string[] control = [.. Control.Union(marks)];
        var alphabet = ByteAlphabetOfGpt2();
        byte[][] pieces =
        [
            .. Enumerable.Range(0, 256).Select(b => new[] { (byte)b }),
            .. Pieces.Select(System.Text.Encoding.UTF8.GetBytes).Where(p => p.Length > 1),
            [0xE5, 0xB1], [0xB1, 0xE5], [0xF0, 0x9F], [0x98, 0x80, (byte)'"'], [0xE3, 0x81], [(byte)'"', 0xE3],
            [0x82, 0x8F], [(byte)'a', 0xC3], [0xA9, (byte)'"', (byte)'}'], [0xFF, 0xFE], [0xED, 0xA0],
        ];
        string[] tokens =
        [
            .. control,
            .. pieces.Select(p => string.Concat(p.Select(b => alphabet[b]))),
        ];
        return Ganban.Inference.Tokenizers.Tokenizer.FromMetadata(new GgufMetadata(new Dictionary<string, object>
        {
            ["tokenizer.ggml.model"] = "gpt2",
            ["tokenizer.ggml.pre"] = "qwen2",
            ["tokenizer.ggml.tokens"] = tokens,
            ["tokenizer.ggml.merges"] = Array.Empty<string>(),
            ["tokenizer.ggml.token_type"] = tokens.Select((_, i) => i < control.Length ? 3 : 1).ToArray(),
            ["tokenizer.ggml.eos_token_id"] = 2,
        }));
    }

    private static char[] ByteAlphabetOfGpt2()
    {
        var beyond = 256;
        return
        [
            .. Enumerable.Range(0, 256).Select(b => b is (>= 33 and <= 126) or (>= 161 and <= 172) or >= 174
                ? (char)b
                : (char)beyond++),
        ];
    }

    public static Tokenizer Tokenizer() =>
        Ganban.Inference.Tokenizers.Tokenizer.FromMetadata(new GgufMetadata(Metadata()));
}
