using System.Runtime.InteropServices;
using System.Text.Json;
using Ganban.Inference.ModelFiles;
using Ganban.TinyModels;

namespace Ganban.Inference.Tests.ModelFiles;

public sealed class ImportTests : IDisposable
{
    // What a converter may leave out because it is the default, or computes itself.
    private static readonly string[] NotCompared = ["rope.scaling.attn_factor", "vocab_size"];

    private readonly string _folder = Directory.CreateTempSubdirectory("ganban-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("llama", "llama")]
    [InlineData("llama-tied", "mistral")]
    [InlineData("llama-heads", "mistral")]
    [InlineData("llama-rope-linear", "llama")]
    [InlineData("llama-rope-yarn", "llama")]
    [InlineData("mixtral", "mixtral")]
    [InlineData("smollm3", "smollm3")]
    [InlineData("granite", "granite")]
    [InlineData("qwen2", "qwen2")]
    [InlineData("qwen2moe", "qwen2_moe")]
    [InlineData("qwen3", "qwen3")]
    [InlineData("qwen3moe", "qwen3_moe")]
    [InlineData("phi3", "phi3")]
    [InlineData("phi3-longrope", "phi3")]
    [InlineData("gemma2", "gemma2")]
    [InlineData("gemma3", "gemma3_text")]
    [InlineData("bert-mean", "bert")]
    [InlineData("bert-rank", "bert")]
    [InlineData("nomic-bert", "nomic_bert")]
    [InlineData("xlm-roberta-cls", "xlm-roberta")]
    [InlineData("xlm-roberta-rank", "xlm-roberta")]
    public void A_model_of_each_family_comes_back_with_the_same_weights_and_sizes(string name, string modelType)
    {
        var original = Path.Combine(_folder, "original.gguf");
        TinyModel.Find(name)!.Write(original);
        using var expected = GgufFile.Open(original);
        SafetensorsFolder.Write(expected, modelType, _folder, Config(expected, modelType));
        WriteTokenizer(expected);
        WritePooling(expected);
        var imported = Path.Combine(_folder, "imported.gguf");

        GgufConverter.Convert(_folder, imported, QuantizationMix.Get("F32"), "tiny");

        using var actual = GgufFile.Open(imported);
        AssertSameTensors(expected, actual);
        AssertSameKeys(expected, actual);
        Assert.Equal(
            expected.Metadata.GetStrings("tokenizer.ggml.tokens"), actual.Metadata.GetStrings("tokenizer.ggml.tokens"));
    }

    [Fact]
    public void The_tokenizer_and_template_of_a_gguf_file_go_before_tokenizer_json()
    {
        var original = Path.Combine(_folder, "original.gguf");
        TinyModel.Find("llama-tied")!.Write(original);
        using var expected = GgufFile.Open(original);
        SafetensorsFolder.Write(expected, "mistral", _folder, Config(expected, "mistral"));
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), "{}");
        File.Copy(original, Path.Combine(_folder, "tokenizer.gguf"));
        var imported = Path.Combine(_folder, "imported.gguf");

        GgufConverter.Convert(_folder, imported, QuantizationMix.Get("F32"), "tiny");

        using var actual = GgufFile.Open(imported);
        foreach (var (key, value) in expected.Metadata.Values.Where(
            entry => entry.Key.StartsWith("tokenizer.", StringComparison.Ordinal)))
        {
            Assert.Equal(value, actual.Metadata.Values[key]);
        }
    }

    [Fact]
    public void Weights_and_configurations_that_do_not_fit_are_refused_with_the_reason()
    {
        var original = Path.Combine(_folder, "original.gguf");
        TinyModel.Find("qwen2moe")!.Write(original);
        using var file = GgufFile.Open(original);
        var config = Config(file, "qwen2_moe");
        SafetensorsFolder.Write(file, "qwen2_moe", _folder, config);
        WriteTokenizer(file);

        AssertRefused("type unheard_of", new(config) { ["model_type"] = "unheard_of" });
        AssertRefused("experts for", new(config) { ["num_experts"] = 5 });
        AssertRefused("'hidden_size' in config.json", new(config) { ["hidden_size"] = "wide" });
        AssertRefused("'dynamic'", new(config) { ["rope_scaling"] = new { type = "dynamic", factor = 2 } });
        File.Delete(Path.Combine(_folder, "model-00002-of-00002.safetensors"));
        AssertRefused("model-00002-of-00002.safetensors", config);
        File.WriteAllText(Path.Combine(_folder, "model.safetensors.index.json"), """{"weight_map":{"x":"../../x.safetensors"}}""");
        AssertRefused("outside the folder", config);
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{");
        AssertRefused("config.json is no JSON", null);
        Assert.False(File.Exists(Path.Combine(_folder, "out.gguf")));
    }

    [Theory]
    [InlineData("config.json")]
    [InlineData("tokenizer.json")]
    [InlineData("model.safetensors.index.json")]
    public void A_description_changed_anywhere_is_converted_or_refused_but_never_fails_otherwise(string name)
    {
        var original = Path.Combine(_folder, "original.gguf");
        TinyModel.Find("llama-rope-yarn")!.Write(original);
        using var file = GgufFile.Open(original);
        SafetensorsFolder.Write(file, "llama", _folder, Config(file, "llama"));
        WriteTokenizer(file);
        var path = Path.Combine(_folder, name);
        var sample = File.ReadAllBytes(path);
        var random = new Random(11);
        for (var round = 0; round < 150; round++)
        {
            var bytes = sample[..(round % 5 == 0 ? random.Next(sample.Length) : sample.Length)];
            for (var change = random.Next(1, 4); change > 0 && bytes.Length > 0; change--)
            {
                bytes[random.Next(bytes.Length)] = (byte)"0123456789{}[]\",:-.eX"[random.Next(21)];
            }

            File.WriteAllBytes(path, bytes);
            try
            {
                GgufConverter.Convert(_folder, Path.Combine(_folder, "out.gguf"), QuantizationMix.Get("Q8_0"), "tiny");
            }
            catch (ModelFileException)
            {
            }
        }
    }

    private static void AssertSameTensors(GgufFile expected, GgufFile actual)
    {
        Assert.Equal(expected.Tensors.Keys.Order(), actual.Tensors.Keys.Order());
        foreach (var tensor in expected.Tensors.Values)
        {
            var found = actual.GetTensor(tensor.Name, [.. tensor.Shape]);
            Assert.Equal(TensorType.F32, found.Type);
            var (left, right) = (Numbers(expected, tensor), Numbers(actual, found));
            var isWithin = left.Zip(right, (one, other) => Math.Abs(one - other) < 2e-6).All(same => same);
            Assert.True(isWithin, $"{tensor.Name} differs.");
        }
    }

    private static void AssertSameKeys(GgufFile expected, GgufFile actual)
    {
        var architecture = expected.Metadata.GetString("general.architecture");
        Assert.Equal(architecture, actual.Metadata.GetString("general.architecture"));
        var keys = expected.Metadata.Values.Where(entry => entry.Key.StartsWith($"{architecture}.", StringComparison.Ordinal)
            && !NotCompared.Any(key => entry.Key.EndsWith(key, StringComparison.Ordinal)));
        foreach (var (key, value) in keys)
        {
            Assert.True(actual.Metadata.Values.ContainsKey(key), $"{key} is missing.");
            Assert.Equal(value, actual.Metadata.Values[key]);
        }
    }

    private static float[] Numbers(GgufFile file, GgufTensor tensor) =>
        MemoryMarshal.Cast<byte, float>(file.Read(tensor, 0, (int)tensor.Bytes)).ToArray();

    private static Dictionary<string, object> Config(GgufFile file, string modelType)
    {
        var (metadata, architecture) = (file.Metadata, file.Metadata.GetString("general.architecture"));
        var config = new Dictionary<string, object>();
        foreach (var (field, key) in new[]
        {
            ("num_hidden_layers", "block_count"), ("hidden_size", "embedding_length"), ("max_position_embeddings", "context_length"),
            ("intermediate_size", "feed_forward_length"), ("num_attention_heads", "attention.head_count"),
            ("num_key_value_heads", "attention.head_count_kv"), ("rms_norm_eps", "attention.layer_norm_rms_epsilon"),
            ("layer_norm_eps", "attention.layer_norm_epsilon"), ("head_dim", "attention.key_length"), ("rope_theta", "rope.freq_base"),
            ("num_experts", "expert_count"), ("num_experts_per_tok", "expert_used_count"), ("moe_intermediate_size", "expert_feed_forward_length"),
            ("shared_expert_intermediate_size", "expert_shared_feed_forward_length"), ("sliding_window", "attention.sliding_window"),
            ("attn_logit_softcapping", "attn_logit_softcapping"), ("final_logit_softcapping", "final_logit_softcapping"),
            ("attention_multiplier", "attention.scale"), ("embedding_multiplier", "embedding_scale"),
            ("residual_multiplier", "residual_scale"), ("logits_scaling", "logit_scale"), ("rotary_emb_base", "rope.freq_base"),
        })
        {
            if (metadata.Values.TryGetValue($"{architecture}.{key}", out var value))
            {
                config[field] = value;
            }
        }

        AddRope(file, architecture, config);
        config["tie_word_embeddings"] = !file.Tensors.ContainsKey("output.weight");
        config["type_vocab_size"] = metadata.FindInteger("tokenizer.ggml.token_type_count", 0, 9) ?? 0;
        if (metadata.FindInteger($"{architecture}.pooling_type", 0, 9) == 4)
        {
            config["architectures"] = new[] { "ModelForSequenceClassification" };
        }

        if (modelType == "xlm-roberta")
        {
            config["pad_token_id"] = 1;
            config["max_position_embeddings"] = (uint)config["max_position_embeddings"] + 2;
        }

        return config;
    }

    private static void AddRope(GgufFile file, string architecture, Dictionary<string, object> config)
    {
        var metadata = file.Metadata;
        if (metadata.FindString($"{architecture}.rope.scaling.type") is { } type)
        {
            config["rope_scaling"] = new Dictionary<string, object>
            {
                ["rope_type"] = type,
                ["factor"] = metadata.GetNumber($"{architecture}.rope.scaling.factor"),
                ["original_max_position_embeddings"] = metadata.FindInteger($"{architecture}.rope.scaling.original_context_length", 0, 9999) ?? 0,
            };
        }
        else if (file.Tensors.TryGetValue("rope_factors_long.weight", out var factors))
        {
            config["original_max_position_embeddings"] = metadata.Values[$"{architecture}.rope.scaling.original_context_length"];
            config["rope_scaling"] = new Dictionary<string, object>
            {
                ["type"] = "longrope",
                ["long_factor"] = Numbers(file, factors),
                ["short_factor"] = Numbers(file, file.Tensors["rope_factors_short.weight"]),
            };
        }
    }

    private void AssertRefused(string reason, Dictionary<string, object>? config)
    {
        if (config is not null)
        {
            File.WriteAllText(Path.Combine(_folder, "config.json"), JsonSerializer.Serialize(config));
        }

        var fault = Assert.Throws<ModelFileException>(() =>
            GgufConverter.Convert(_folder, Path.Combine(_folder, "out.gguf"), QuantizationMix.Get("F32"), "tiny"));
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
    }

    private void WritePooling(GgufFile file)
    {
        var architecture = file.Metadata.GetString("general.architecture");
        Directory.CreateDirectory(Path.Combine(_folder, "1_Pooling"));
        File.WriteAllText(
            Path.Combine(_folder, "1_Pooling", "config.json"),
            JsonSerializer.Serialize(
                new { pooling_mode_mean_tokens = file.Metadata.FindInteger($"{architecture}.pooling_type", 0, 9) == 1 }));
    }

    /// <summary>The vocabulary as the tokenizer.json of its kind.</summary>
    private void WriteTokenizer(GgufFile file)
    {
        var (metadata, tokens) = (file.Metadata, file.Metadata.GetStrings("tokenizer.ggml.tokens"));
        var kinds = metadata.FindIntegers("tokenizer.ggml.token_type")!;
        var added = Enumerable.Range(0, tokens.Count).Where(id => kinds[id] is 2 or 3)
            .Select(id => new { id, content = tokens[id], special = true });
        object model = metadata.GetString("tokenizer.ggml.model") switch
        {
            "t5" => new { type = "Unigram", unk_id = 3, vocab = tokens.Select((token, id) => new object[] { token, metadata.GetNumbers("tokenizer.ggml.scores")[id] }) },
            "bert" => new { type = "WordPiece", vocab = Vocabulary(token => token.StartsWith('\u2581') ? token[1..] : $"##{token}") },
            _ => new { type = "BPE", byte_fallback = true, vocab = Vocabulary(token => token), merges = new[] { "t h" } },
        };
        File.WriteAllText(Path.Combine(_folder, "tokenizer.json"), JsonSerializer.Serialize(new { model, added_tokens = added }));

        Dictionary<string, int> Vocabulary(Func<string, string> spell) => Enumerable.Range(0, tokens.Count)
            .ToDictionary(id => kinds[id] == 1 ? spell(tokens[id]) : tokens[id], id => id);
    }
}
