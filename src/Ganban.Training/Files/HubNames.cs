using System.Text.Json;
using Ganban.Training.Models;

namespace Ganban.Training.Files;

/// <summary>How a llama's parts are called in safetensors files.</summary>
internal static class HubNames
{
    private static readonly Dictionary<string, string> Layer = new()
    {
        ["attn_norm.weight"] = "input_layernorm.weight",
        ["attn_q.weight"] = "self_attn.q_proj.weight",
        ["attn_k.weight"] = "self_attn.k_proj.weight",
        ["attn_v.weight"] = "self_attn.v_proj.weight",
        ["attn_output.weight"] = "self_attn.o_proj.weight",
        ["ffn_norm.weight"] = "post_attention_layernorm.weight",
        ["ffn_gate.weight"] = "mlp.gate_proj.weight",
        ["ffn_up.weight"] = "mlp.up_proj.weight",
        ["ffn_down.weight"] = "mlp.down_proj.weight",
    };

    /// <summary>The name of a GGUF tensor there.</summary>
    /// <param name="name">Its name in a GGUF file.</param>
    public static string Of(string name) => name.Split('.', 3) switch
    {
        ["blk", var layer, var rest] => $"model.layers.{layer}.{Layer[rest]}",
        ["token_embd", ..] => "model.embed_tokens.weight",
        ["output_norm", ..] => "model.norm.weight",
        _ => "lm_head.weight",
    };

    /// <summary>Writes the file that says how the model is built.</summary>
    /// <param name="path">Where.</param>
    /// <param name="config">The sizes.</param>
    public static void WriteConfig(string path, TransformerConfig config)
    {
        using var stream = File.Create(path);
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartArray("architectures");
        json.WriteStringValue("LlamaForCausalLM");
        json.WriteEndArray();
        json.WriteString("model_type", "llama");
        json.WriteString("hidden_act", "silu");
        json.WriteString("torch_dtype", "float32");
        json.WriteNumber("vocab_size", config.Vocabulary);
        json.WriteNumber("hidden_size", config.Width);
        json.WriteNumber("num_hidden_layers", config.Layers);
        json.WriteNumber("num_attention_heads", config.Heads);
        json.WriteNumber("num_key_value_heads", config.KvHeads);
        json.WriteNumber("head_dim", config.HeadSize);
        json.WriteNumber("intermediate_size", config.FeedForwardWidth);
        json.WriteNumber("max_position_embeddings", config.ContextLength);
        json.WriteNumber("rms_norm_eps", config.RmsEpsilon);
        json.WriteNumber("rope_theta", config.RopeBase);
        json.WriteBoolean("tie_word_embeddings", config.IsOutputTied);
        json.WriteEndObject();
    }
}
