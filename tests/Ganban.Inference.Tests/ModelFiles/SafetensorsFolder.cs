using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Ganban.Inference.ModelFiles;

namespace Ganban.Inference.Tests.ModelFiles;

/// <summary>
/// A tiny GGUF model written back as what it would have been imported from: safetensors in two files with an index,
/// config.json and tokenizer.json.
/// </summary>
internal sealed partial class SafetensorsFolder
{
    private static readonly string[] TurnsHalves = ["llama", "smollm3", "granite"];

    private static readonly Dictionary<string, string> Decoder = new()
    {
        ["token_embd"] = "model.embed_tokens", ["output_norm"] = "model.norm", ["output"] = "lm_head",
        ["attn_norm"] = "input_layernorm", ["attn_q"] = "self_attn.q_proj", ["attn_k"] = "self_attn.k_proj",
        ["attn_v"] = "self_attn.v_proj", ["attn_qkv"] = "self_attn.qkv_proj", ["attn_output"] = "self_attn.o_proj",
        ["attn_q_norm"] = "self_attn.q_norm", ["attn_k_norm"] = "self_attn.k_norm",
        ["ffn_norm"] = "post_attention_layernorm", ["ffn_gate"] = "mlp.gate_proj", ["ffn_up"] = "mlp.up_proj",
        ["ffn_down"] = "mlp.down_proj", ["ffn_gate_inp"] = "mlp.gate", ["ffn_gate_inp_shexp"] = "mlp.shared_expert_gate",
        ["ffn_gate_shexp"] = "mlp.shared_expert.gate_proj", ["ffn_up_shexp"] = "mlp.shared_expert.up_proj",
        ["ffn_down_shexp"] = "mlp.shared_expert.down_proj", ["ffn_gate_exps"] = "mlp.experts.*.gate_proj",
        ["ffn_up_exps"] = "mlp.experts.*.up_proj", ["ffn_down_exps"] = "mlp.experts.*.down_proj",
    };

    private static readonly Dictionary<string, string> Mixtral = new(Decoder)
    {
        ["ffn_gate_inp"] = "block_sparse_moe.gate", ["ffn_gate_exps"] = "block_sparse_moe.experts.*.w1",
        ["ffn_up_exps"] = "block_sparse_moe.experts.*.w3", ["ffn_down_exps"] = "block_sparse_moe.experts.*.w2",
    };

    private static readonly Dictionary<string, string> Gemma = new(Decoder)
    {
        ["post_attention_norm"] = "post_attention_layernorm", ["ffn_norm"] = "pre_feedforward_layernorm",
        ["post_ffw_norm"] = "post_feedforward_layernorm",
    };

    private static readonly Dictionary<string, string> Bert = new()
    {
        ["token_embd"] = "embeddings.word_embeddings", ["position_embd"] = "embeddings.position_embeddings",
        ["token_types"] = "embeddings.token_type_embeddings", ["token_embd_norm"] = "embeddings.LayerNorm",
        ["attn_q"] = "attention.self.query", ["attn_k"] = "attention.self.key", ["attn_v"] = "attention.self.value",
        ["attn_output"] = "attention.output.dense", ["attn_output_norm"] = "attention.output.LayerNorm",
        ["ffn_up"] = "intermediate.dense", ["ffn_down"] = "output.dense", ["layer_output_norm"] = "output.LayerNorm",
        ["cls"] = "classifier.dense", ["cls.output"] = "classifier.out_proj",
    };

    private static readonly Dictionary<string, string> Nomic = new(Bert)
    {
        ["token_embd_norm"] = "emb_ln", ["attn_qkv"] = "attn.Wqkv", ["attn_output"] = "attn.out_proj",
        ["attn_output_norm"] = "norm1", ["ffn_up"] = "mlp.fc11", ["ffn_gate"] = "mlp.fc12", ["ffn_down"] = "mlp.fc2",
        ["layer_output_norm"] = "norm2",
    };

    private readonly GgufFile _file;
    private readonly string _modelType;
    private readonly string _architecture;
    private readonly Dictionary<string, string> _names;
    private readonly SortedDictionary<string, (long[] Shape, float[] Numbers)> _tensors = new(StringComparer.Ordinal);

    private SafetensorsFolder(GgufFile file, string modelType)
    {
        _file = file;
        _modelType = modelType;
        _architecture = file.Metadata.GetString("general.architecture");
        _names = modelType switch
        {
            "mixtral" => Mixtral,
            "gemma2" or "gemma3_text" => Gemma,
            "phi3" => new(Decoder) { ["ffn_up"] = "mlp.gate_up_proj" },
            "nomic_bert" => Nomic,
            "bert" or "xlm-roberta" => Bert,
            _ => Decoder,
        };
    }

    private int Padding => _modelType == "xlm-roberta" ? 2 : 0;

    public static void Write(GgufFile file, string modelType, string folder, Dictionary<string, object> config)
    {
        var writing = new SafetensorsFolder(file, modelType);
        foreach (var tensor in file.Tensors.Values.Where(tensor => !tensor.Name.StartsWith("rope_", StringComparison.Ordinal)))
        {
            writing.Add(tensor);
        }

        var half = writing._tensors.Count / 2;
        string[] files = ["model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"];
        var index = new Dictionary<string, string>();
        for (var part = 0; part < 2; part++)
        {
            var tensors = part == 0 ? writing._tensors.Take(half) : writing._tensors.Skip(half);
            WriteTensors(Path.Combine(folder, files[part]), tensors.ToArray());
            foreach (var (name, _) in tensors)
            {
                index[name] = files[part];
            }
        }

        File.WriteAllText(
            Path.Combine(folder, "model.safetensors.index.json"), JsonSerializer.Serialize(new { weight_map = index }));
        config["model_type"] = modelType;
        File.WriteAllText(Path.Combine(folder, "config.json"), JsonSerializer.Serialize(config));
    }

    private static void WriteTensors(string path, KeyValuePair<string, (long[] Shape, float[] Numbers)>[] tensors)
    {
        var header = new Dictionary<string, object>();
        long offset = 0;
        foreach (var (name, (shape, numbers)) in tensors)
        {
            header[name] = new { dtype = "F32", shape, data_offsets = new[] { offset, offset + (4L * numbers.Length) } };
            offset += 4L * numbers.Length;
        }

        var text = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(header));
        using var stream = File.Create(path);
        var length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        stream.Write(length);
        stream.Write(text);
        foreach (var (_, (_, numbers)) in tensors)
        {
            stream.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));
        }
    }

    private void Add(GgufTensor tensor)
    {
        var numbers = MemoryMarshal.Cast<byte, float>(_file.Read(tensor, 0, (int)tensor.Bytes)).ToArray();
        long[] shape = [.. tensor.Shape.Reverse()];
        var parts = Name().Match(tensor.Name);
        var (layer, role, kind) = (parts.Groups["layer"].Value, parts.Groups["role"].Value, parts.Groups["kind"].Value);
        if (role is "attn_q" or "attn_k" && TurnsHalves.Contains(_architecture))
        {
            var heads = (int)_file.Metadata.GetInteger($"{_architecture}.attention.head_count{(role == "attn_k" ? "_kv" : "")}", 1, 99);
            numbers = Halves(numbers, heads, numbers.Length / (int)shape[0]);
        }

        if (role.EndsWith("norm", StringComparison.Ordinal) && _architecture.StartsWith("gemma", StringComparison.Ordinal))
        {
            numbers = Array.ConvertAll(numbers, number => number - 1);
        }

        if (role == "position_embd")
        {
            numbers = [.. new float[Padding * shape[1]], .. numbers];
            shape[0] += Padding;
        }

        var prefix = layer.Length == 0 ? ""
            : _names.ContainsValue("emb_ln") ? $"encoder.layers.{layer}."
            : _architecture == "bert" ? $"encoder.layer.{layer}."
            : $"model.layers.{layer}.";
        var name = $"{prefix}{_names[role]}.{kind}";
        for (var expert = 0; name.Contains('*', StringComparison.Ordinal) && expert < shape[0]; expert++)
        {
            var size = (int)(shape[1] * shape[2]);
            _tensors.Add(name.Replace("*", $"{expert}", StringComparison.Ordinal), ([shape[1], shape[2]], numbers[(expert * size)..((expert + 1) * size)]));
        }

        if (!name.Contains('*', StringComparison.Ordinal))
        {
            _tensors.Add(name, (role == "ffn_gate_inp_shexp" ? [1, .. shape] : shape, numbers));
        }
    }

    // Neighbours 2i and 2i + 1 of a head go to i and i + half.
    private static float[] Halves(float[] rows, int heads, int columns)
    {
        var headRows = rows.Length / columns / heads;
        var result = new float[rows.Length];
        for (var row = 0; row < heads * headRows; row++)
        {
            var (head, place) = (row / headRows, row % headRows);
            var target = (head * headRows) + (place / 2) + (place % 2 * headRows / 2);
            rows.AsSpan(row * columns, columns).CopyTo(result.AsSpan(target * columns));
        }

        return result;
    }

    [GeneratedRegex(@"^(blk\.(?<layer>[0-9]+)\.)?(?<role>.*)\.(?<kind>weight|bias)\z")]
    private static partial Regex Name();
}
