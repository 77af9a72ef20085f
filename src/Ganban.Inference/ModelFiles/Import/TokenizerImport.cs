using System.Text.Json;
using Ganban.Inference.Tokenizers;

namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// tokenizer.json as GGUF's keys: byte-level BPE, SentencePiece BPE, unigram and WordPiece, and the special tokens that
/// tokenizer_config.json and config.json name.
/// </summary>
internal sealed class TokenizerImport
{
    private const float UnusedScore = -10_000;
    private const int MergesMax = 8 << 20;
    private const string GgufTokenizer = "tokenizer.gguf";

    private readonly JsonFields _tokenizer;
    private readonly JsonFields _model;
    private readonly string[] _tokens;
    private readonly TokenKind[] _kinds;
    private readonly float[] _scores;
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);

    private TokenizerImport(JsonFields tokenizer, int count)
    {
        _tokenizer = tokenizer;
        _model = tokenizer.FindObject("model") ?? throw tokenizer.Missing("model");
        _tokens = [.. Enumerable.Range(0, count).Select(id => $"[PAD{id}]")];
        _kinds = [.. Enumerable.Repeat(TokenKind.Unused, count)];
        _scores = [.. Enumerable.Repeat(UnusedScore, count)];
    }

    private bool IsByteLevel =>
        new[] { _tokenizer.Find("pre_tokenizer"), _tokenizer.Find("decoder") }
            .SelectMany(step => step is { } found ? PreTokenizers.Steps(found) : [])
            .Any(step => PreTokenizers.TypeOf(step) == "ByteLevel");

    private IReadOnlyList<JsonElement> Normalizers =>
        _tokenizer.Find("normalizer") is { } normalizer ? [.. PreTokenizers.Steps(normalizer)] : [];

    /// <summary>Writes the keys.</summary>
    /// <param name="writer">Takes them.</param>
    /// <param name="folder">The model's folder. A tokenizer.gguf in it goes before a tokenizer.json.</param>
    /// <param name="config">Its config.json.</param>
    /// <param name="count">How many tokens the model has a row for.</param>
    public static void Write(GgufWriter writer, string folder, ModelConfig config, int count)
    {
        if (Path.Combine(folder, GgufTokenizer) is var gguf && File.Exists(gguf))
        {
            Copy(writer, gguf, count);
            return;
        }

        var tokenizer = JsonFields.Get(folder, "tokenizer.json");
        if (tokenizer.Find("model") is null && tokenizer.Find("scores") is not null)
        {
            ScoredTokenizer.Read(tokenizer, count).AddTo(writer, config);
            SpecialTokenImport.WriteTemplate(writer, folder, null);
            return;
        }

        var import = new TokenizerImport(tokenizer, count);
        switch (import._model.FindString("type") ?? (import._model.Find("merges") is null ? "WordPiece" : "BPE"))
        {
            case "BPE" when import.IsByteLevel:
                import.ReadVocabulary();
                import.WriteByteLevel(writer);
                break;
            case "BPE":
                import.ReadVocabulary();
                import.WriteSentencePiece(writer);
                break;
            case "Unigram":
                import.ReadUnigram();
                import.WriteUnigram(writer);
                break;
            case "WordPiece":
                import.ReadVocabulary();
                import.WriteWordPiece(writer);
                break;
            case var other:
                throw new ModelFileException($"tokenizer.json has a model of the type '{other}', which is not supported.");
        }

        writer.AddMetadata("tokenizer.ggml.token_type", Array.ConvertAll(import._kinds, kind => (int)kind));
        SpecialTokenImport.Write(writer, folder, config, import._tokenizer, import._ids);
    }

    private static void Copy(GgufWriter writer, string path, int count)
    {
        using var file = GgufFile.Open(path);
        var tokens = file.Metadata.FindStrings("tokenizer.ggml.tokens")?.Count ?? 0;
        if (tokens != count)
        {
            throw new ModelFileException($"{GgufTokenizer} has {tokens} tokens, but the model has {count}.");
        }

        foreach (var (key, value) in file.Metadata.Values)
        {
            if (key.StartsWith("tokenizer.", StringComparison.Ordinal))
            {
                writer.AddMetadata(key, value);
            }
        }
    }

    private void ReadVocabulary()
    {
        var vocabulary = (_model.FindObject("vocab") ?? throw _model.Missing("vocab")).Json;
        foreach (var entry in vocabulary.EnumerateObject())
        {
            Set(entry.Name, entry.Value, TokenKind.Normal);
        }
    }

    private void ReadUnigram()
    {
        var id = 0;
        foreach (var entry in _model.Items("vocab"))
        {
            if (entry.ValueKind is not JsonValueKind.Array || entry.GetArrayLength() != 2
                || entry[0].ValueKind is not JsonValueKind.String || entry[1].ValueKind is not JsonValueKind.Number)
            {
                throw new ModelFileException($"The token {id} in tokenizer.json is no pair of a text and a score.");
            }

            if (id < _tokens.Length)
            {
                _tokens[id] = entry[0].GetString()!;
                _kinds[id] = TokenKind.Normal;
                _scores[id] = entry[1].GetSingle();
                _ids.TryAdd(_tokens[id], id);
            }

            id++;
        }
    }

    private void Set(string token, JsonElement number, TokenKind kind)
    {
        if (number.ValueKind is not JsonValueKind.Number || !number.TryGetInt32(out var id) || id < 0)
        {
            throw new ModelFileException($"The token '{token}' in tokenizer.json has no number.");
        }

        // What the model has no row for can't be said or heard.
        if (id < _tokens.Length)
        {
            (_tokens[id], _kinds[id]) = (token, kind);
            _ids[token] = id;
        }
    }

    /// <summary>Special tokens and words that are always one token. `spaces`: ▁ stands for a space.</summary>
    private void ReadAdded(bool spaces)
    {
        foreach (var added in _tokenizer.Items("added_tokens"))
        {
            var fields = new JsonFields("an added token of tokenizer.json", added);
            var content = fields.FindString("content") ?? throw fields.Missing("content");
            var id = fields.Find("id") ?? throw fields.Missing("id");
            var isControl = fields.FindBoolean("special") is true || LooksSpecial(content);
            Set(content, id, isControl ? TokenKind.Control : TokenKind.UserDefined);
            if (!isControl && spaces && id.GetInt32() < _tokens.Length)
            {
                _tokens[id.GetInt32()] = content.Replace('\u2581', ' ');
            }
        }
    }

    // Some models forget to mark structure as special.
    private static bool LooksSpecial(string token) =>
        token is "<pad>" or "<mask>" or "<2mass>" or "[@BOS@]"
            || (token.StartsWith("<|", StringComparison.Ordinal) && token.EndsWith("|>", StringComparison.Ordinal))
            || (token.StartsWith("<｜", StringComparison.Ordinal) && token.EndsWith("｜>", StringComparison.Ordinal))
            || (token.StartsWith("<unused", StringComparison.Ordinal) && token.EndsWith('>'));

    private string[] Merges() => [.. _model.Items("merges").Take(MergesMax).Select(merge =>
        merge.ValueKind is JsonValueKind.String ? merge.GetString()!
        : merge.ValueKind is JsonValueKind.Array && merge.GetArrayLength() == 2 ? $"{merge[0]} {merge[1]}"
        : throw new ModelFileException("A merge in tokenizer.json is neither a text nor a pair."))];

    private void WriteByteLevel(GgufWriter writer)
    {
        ReadAdded(spaces: true);
        writer.AddMetadata("tokenizer.ggml.model", "gpt2");
        writer.AddMetadata("tokenizer.ggml.pre", PreTokenizers.NameOf(
            _tokenizer.Find("pre_tokenizer") ?? default, _model.FindBoolean("ignore_merges") is true));
        writer.AddMetadata("tokenizer.ggml.tokens", _tokens);
        writer.AddMetadata("tokenizer.ggml.merges", Merges());
    }

    private void WriteSentencePiece(GgufWriter writer)
    {
        // SentencePiece prefers the token of the higher score; its BPE models score by the order of the merges.
        var rank = 0;
        foreach (var merge in Merges())
        {
            var space = merge.IndexOf(' ', 1);
            if (space > 0 && _ids.TryGetValue(merge.Remove(space, 1), out var id) && _scores[id] == UnusedScore)
            {
                _scores[id] = -rank;
            }

            rank++;
        }

        for (var id = 0; id < _tokens.Length; id++)
        {
            _scores[id] = _scores[id] == UnusedScore ? -rank : _scores[id];
            _kinds[id] = _tokens[id] is ['<', '0', 'x', _, _, '>'] && _kinds[id] is TokenKind.Normal
                ? TokenKind.Byte
                : _kinds[id];
        }

        ReadAdded(spaces: true);
        writer.AddMetadata("tokenizer.ggml.model", "llama");
        writer.AddMetadata("tokenizer.ggml.pre", "default");
        writer.AddMetadata("tokenizer.ggml.tokens", _tokens);
        writer.AddMetadata("tokenizer.ggml.scores", _scores);
        writer.AddMetadata("tokenizer.ggml.add_space_prefix", PutsSpaceFirst());
    }

    private void WriteUnigram(GgufWriter writer)
    {
        ReadAdded(spaces: true);
        if (_model.FindInteger("unk_id") is { } unknown && unknown < _kinds.Length)
        {
            _kinds[unknown] = TokenKind.Unknown;
        }

        writer.AddMetadata("tokenizer.ggml.model", "t5");
        writer.AddMetadata("tokenizer.ggml.pre", "default");
        writer.AddMetadata("tokenizer.ggml.tokens", _tokens);
        writer.AddMetadata("tokenizer.ggml.scores", _scores);
        writer.AddMetadata("tokenizer.ggml.add_space_prefix", PutsSpaceFirst());
        writer.AddMetadata("tokenizer.ggml.remove_extra_whitespaces", true);
        foreach (var step in Normalizers.Where(step => PreTokenizers.TypeOf(step) == "Precompiled"))
        {
            var map = new JsonFields("tokenizer.json's normalizer", step).FindString("precompiled_charsmap") ?? "";
            var bytes = new byte[map.Length];
            writer.AddMetadata(
                "tokenizer.ggml.precompiled_charsmap",
                Convert.TryFromBase64String(map, bytes, out var length)
                    ? bytes[..length]
                    : throw new ModelFileException("precompiled_charsmap in tokenizer.json is not Base64."));
            break;
        }
    }

    private void WriteWordPiece(GgufWriter writer)
    {
        ReadAdded(spaces: false);
        for (var id = 0; id < _tokens.Length; id++)
        {
            // GGUF marks the beginnings of words, WordPiece their continuations.
            _tokens[id] = _kinds[id] is TokenKind.Control or TokenKind.Unused ? _tokens[id]
                : _tokens[id].StartsWith("##", StringComparison.Ordinal) ? _tokens[id][2..]
                : '\u2581' + _tokens[id];
        }

        writer.AddMetadata("tokenizer.ggml.model", "bert");
        writer.AddMetadata("tokenizer.ggml.pre", "default");
        writer.AddMetadata("tokenizer.ggml.tokens", _tokens);
        foreach (var step in Normalizers.Where(step => PreTokenizers.TypeOf(step) == "BertNormalizer"))
        {
            var fields = new JsonFields("tokenizer.json's normalizer", step);
            var lowercase = fields.FindBoolean("lowercase") ?? true;
            writer.AddMetadata("tokenizer.ggml.normalizer.lowercase", lowercase);
            writer.AddMetadata("tokenizer.ggml.normalizer.strip_accents", fields.FindBoolean("strip_accents") ?? lowercase);
            break;
        }
    }

    private bool PutsSpaceFirst()
    {
        var steps = _tokenizer.Find("pre_tokenizer") is { } step ? PreTokenizers.Steps(step) : [];
        return Normalizers.Any(normalizer => PreTokenizers.TypeOf(normalizer) == "Prepend")
            || steps.Where(pre => PreTokenizers.TypeOf(pre) == "Metaspace")
                .Select(pre => new JsonFields("tokenizer.json's pre_tokenizer", pre))
                .Any(pre => pre.FindString("prepend_scheme") is { } scheme
                    ? scheme != "never"
                    : pre.FindBoolean("add_prefix_space") ?? true);
    }
}
