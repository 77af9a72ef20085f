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

    public static Tokenizer Tokenizer() =>
        Ganban.Inference.Tokenizers.Tokenizer.FromMetadata(new GgufMetadata(Metadata()));
}
