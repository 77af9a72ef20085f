namespace Ganban.Inference.ModelFiles.Import;

/// <summary>
/// What the tensors of the families are called in safetensors and in GGUF. `#` stands for a layer's number. Names: the
/// models' own files, and the tensor names of the GGUF specification as llama.cpp uses them.
/// </summary>
internal static class TensorTable
{
    private static readonly Dictionary<string, string> Common = new()
    {
        ["model.embed_tokens"] = "token_embd",
        ["model.norm"] = "output_norm",
        ["lm_head"] = "output",
        ["model.layers.#.input_layernorm"] = "blk.#.attn_norm",
        ["model.layers.#.self_attn.q_proj"] = "blk.#.attn_q",
        ["model.layers.#.self_attn.k_proj"] = "blk.#.attn_k",
        ["model.layers.#.self_attn.v_proj"] = "blk.#.attn_v",
        ["model.layers.#.self_attn.qkv_proj"] = "blk.#.attn_qkv",
        ["model.layers.#.self_attn.o_proj"] = "blk.#.attn_output",
        ["model.layers.#.self_attn.q_norm"] = "blk.#.attn_q_norm",
        ["model.layers.#.self_attn.k_norm"] = "blk.#.attn_k_norm",
        ["model.layers.#.post_attention_layernorm"] = "blk.#.ffn_norm",
        ["model.layers.#.mlp.gate_proj"] = "blk.#.ffn_gate",
        ["model.layers.#.mlp.up_proj"] = "blk.#.ffn_up",
        ["model.layers.#.mlp.down_proj"] = "blk.#.ffn_down",
        ["model.layers.#.mlp.gate_up_proj"] = "blk.#.ffn_up",
        ["model.layers.#.mlp.gate"] = "blk.#.ffn_gate_inp",
        ["model.layers.#.mlp.shared_expert_gate"] = "blk.#.ffn_gate_inp_shexp",
        ["model.layers.#.mlp.shared_expert.gate_proj"] = "blk.#.ffn_gate_shexp",
        ["model.layers.#.mlp.shared_expert.up_proj"] = "blk.#.ffn_up_shexp",
        ["model.layers.#.mlp.shared_expert.down_proj"] = "blk.#.ffn_down_shexp",
        ["model.layers.#.block_sparse_moe.gate"] = "blk.#.ffn_gate_inp",
    };

    private static readonly Dictionary<string, string> Bert = new()
    {
        ["embeddings.word_embeddings"] = "token_embd",
        ["embeddings.position_embeddings"] = "position_embd",
        ["embeddings.token_type_embeddings"] = "token_types",
        ["embeddings.LayerNorm"] = "token_embd_norm",
        ["encoder.layer.#.attention.self.query"] = "blk.#.attn_q",
        ["encoder.layer.#.attention.self.key"] = "blk.#.attn_k",
        ["encoder.layer.#.attention.self.value"] = "blk.#.attn_v",
        ["encoder.layer.#.attention.output.dense"] = "blk.#.attn_output",
        ["encoder.layer.#.attention.output.LayerNorm"] = "blk.#.attn_output_norm",
        ["encoder.layer.#.intermediate.dense"] = "blk.#.ffn_up",
        ["encoder.layer.#.output.dense"] = "blk.#.ffn_down",
        ["encoder.layer.#.output.LayerNorm"] = "blk.#.layer_output_norm",
        ["emb_ln"] = "token_embd_norm",
        ["encoder.layers.#.attn.Wqkv"] = "blk.#.attn_qkv",
        ["encoder.layers.#.attn.out_proj"] = "blk.#.attn_output",
        ["encoder.layers.#.norm1"] = "blk.#.attn_output_norm",
        ["encoder.layers.#.norm2"] = "blk.#.layer_output_norm",
        ["encoder.layers.#.mlp.fc11"] = "blk.#.ffn_up",
        ["encoder.layers.#.mlp.fc12"] = "blk.#.ffn_gate",
        ["encoder.layers.#.mlp.fc2"] = "blk.#.ffn_down",
        ["classifier.dense"] = "cls",
        ["classifier.out_proj"] = "cls.output",
        ["classifier"] = "cls.output",
    };

    /// <summary>Decoders of the llama line.</summary>
    public static IReadOnlyDictionary<string, string> Decoder => Common;

    /// <summary>Decoders with norms before and after each part: gemma 2 and 3.</summary>
    public static IReadOnlyDictionary<string, string> Gemma { get; } = new Dictionary<string, string>(Common)
    {
        ["model.layers.#.post_attention_layernorm"] = "blk.#.post_attention_norm",
        ["model.layers.#.pre_feedforward_layernorm"] = "blk.#.ffn_norm",
        ["model.layers.#.post_feedforward_layernorm"] = "blk.#.post_ffw_norm",
    };

    /// <summary>Encoders.</summary>
    public static IReadOnlyDictionary<string, string> Encoder => Bert;

    /// <summary>The parts of an expert, in both ways to name them.</summary>
    public static IReadOnlyDictionary<string, string> Experts { get; } = new Dictionary<string, string>
    {
        ["gate_proj"] = "ffn_gate_exps",
        ["up_proj"] = "ffn_up_exps",
        ["down_proj"] = "ffn_down_exps",
        ["w1"] = "ffn_gate_exps",
        ["w3"] = "ffn_up_exps",
        ["w2"] = "ffn_down_exps",
    };
}
