using System.Text.Json;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// A tokenizer.json that lists tokens with SentencePiece scores: `{"special": [names], "tokens": [names],
/// "scores": [numbers]}`, byte tokens spelt `&lt;0x00&gt;` to `&lt;0xFF&gt;`, no space put before the text.
/// </summary>
internal sealed record ScoredTokenizer(string[] Tokens, float[] Scores, HashSet<string> Special)
{
    public static ScoredTokenizer Read(JsonFields fields, int vocabularySize)
    {
        var tokens = Strings(fields.Json, "tokens");
        var scores = fields.FindNumbers("scores") ?? [];
        return tokens.Length == vocabularySize && scores.Length == vocabularySize
            ? new ScoredTokenizer(tokens, scores, [.. Strings(fields.Json, "special")])
            : throw new ModelFileException($"tokenizer.json must list {vocabularySize} tokens and scores (vocab_size "
                + $"of config.json), but lists {tokens.Length} and {scores.Length}.");
    }

    /// <summary>Writes the vocabulary as GGUF's tokenizer.* keys.</summary>
    public void AddTo(GgufWriter writer, ModelConfig config)
    {
        writer.AddMetadata("tokenizer.ggml.model", "llama");
        writer.AddMetadata("tokenizer.ggml.tokens", Tokens);
        writer.AddMetadata("tokenizer.ggml.scores", Scores);
        writer.AddMetadata("tokenizer.ggml.token_type", Tokens.Select(token => (int)KindOf(token)).ToArray());
        writer.AddMetadata("tokenizer.ggml.bos_token_id", (uint)config.Fields.GetInteger("bos_token_id"));
        writer.AddMetadata("tokenizer.ggml.eos_token_id", (uint)config.Fields.GetInteger("eos_token_id"));
        writer.AddMetadata("tokenizer.ggml.add_bos_token", true);
        writer.AddMetadata("tokenizer.ggml.add_eos_token", false);
        writer.AddMetadata("tokenizer.ggml.add_space_prefix", false);
    }

    private TokenKind KindOf(string token) =>
        Special.Contains(token) ? TokenKind.Control
        : token is ['<', '0', 'x', _, _, '>'] ? TokenKind.Byte
        : TokenKind.Normal;

    private static string[] Strings(JsonElement json, string key) =>
        json.ValueKind is JsonValueKind.Object && json.TryGetProperty(key, out var list)
        && list.ValueKind is JsonValueKind.Array
        && list.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String)
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : throw new ModelFileException($"tokenizer.json has no list of strings '{key}'.");
}
