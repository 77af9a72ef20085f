using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>
/// Draws a decoder. The spreads make attention pick, layers outweigh the embedding and logits differ clearly, as in a
/// trained model; a uniform one would hide mistakes.
/// </summary>
internal sealed class DecoderDraft
{
    private static readonly string[] Finer = ["token_embd", "output", "attn_v", "ffn_down", "ffn_down_exps"];

    private readonly DecoderShape _shape;
    private readonly ModelDraft _draft;

    private DecoderDraft(string name, DecoderShape shape)
    {
        _shape = shape;
        _draft = new ModelDraft(name, shape.Architecture);
    }

    private int QueryWidth => _shape.Heads * _shape.HeadSize;

    private int KvWidth => _shape.KvHeads * _shape.HeadSize;

    public static GgufWriter Draw(string name, DecoderShape shape)
    {
        var decoder = new DecoderDraft(name, shape);
        decoder.AddMetadata();
        TinyVocabulary.AddTo(decoder._draft.Writer, shape.Controls);
        if (shape.ChatTemplate is { } template)
        {
            decoder._draft.Writer.AddMetadata("tokenizer.chat_template", template);
        }

        decoder.AddMatrix("token_embd", TinyVocabulary.Size, shape.Width, shape.EmbeddingSpread);
        for (var layer = 0; layer < shape.Layers; layer++)
        {
            decoder.AddAttention($"blk.{layer}");
            decoder.AddFeedForward($"blk.{layer}");
        }

        decoder._draft.AddNorm("output_norm", shape.Width, shape.OutputNorm);
        if (!shape.TiedOutput)
        {
            decoder.AddMatrix("output", TinyVocabulary.Size, shape.Width, Gain(3, shape.Width));
        }

        foreach (var (tensor, numbers) in shape.Vectors)
        {
            decoder._draft.AddVector(tensor, numbers);
        }

        return decoder._draft.Writer;
    }

    /// <summary>The spread of weights that gives `gain` times the spread of what comes in.</summary>
    private static float Gain(float gain, int columns) => gain / MathF.Sqrt(columns);

    private void AddMetadata()
    {
        _draft.Set("vocab_size", (uint)TinyVocabulary.Size);
        _draft.Set("context_length", (uint)_shape.ContextLength);
        _draft.Set("embedding_length", (uint)_shape.Width);
        _draft.Set("block_count", (uint)_shape.Layers);
        _draft.Set("feed_forward_length", (uint)_shape.FeedForward);
        _draft.Set("attention.head_count", (uint)_shape.Heads);
        _draft.Set("attention.head_count_kv", (uint)_shape.KvHeads);
        _draft.Set("attention.layer_norm_rms_epsilon", 1e-5f);
        _draft.Set("rope.dimension_count", (uint)(_shape.RopeDimensions ?? _shape.HeadSize));
        _draft.Set("rope.freq_base", _shape.RopeBase);
        if (QueryWidth != _shape.Width)
        {
            _draft.Set("attention.key_length", (uint)_shape.HeadSize);
            _draft.Set("attention.value_length", (uint)_shape.HeadSize);
        }

        if (_shape.Experts > 0)
        {
            _draft.Set("expert_count", (uint)_shape.Experts);
            _draft.Set("expert_used_count", (uint)_shape.ExpertsUsed);
        }

        if (_shape.ExpertFeedForward is { } width)
        {
            _draft.Set("expert_feed_forward_length", (uint)width);
        }

        if (_shape.SharedExpertFeedForward > 0)
        {
            _draft.Set("expert_shared_feed_forward_length", (uint)_shape.SharedExpertFeedForward);
        }

        foreach (var (key, value) in _shape.Metadata)
        {
            _draft.Set(key, value);
        }
    }

    private void AddAttention(string layer)
    {
        _draft.AddNorm($"{layer}.attn_norm", _shape.Width);
        (string Name, int Rows, float Gain)[] projections = _shape.Fused
            ? [("attn_qkv", QueryWidth + (2 * KvWidth), 1.5f)]
            : [("attn_q", QueryWidth, 1.5f), ("attn_k", KvWidth, 1.5f), ("attn_v", KvWidth, 1)];
        foreach (var (name, rows, gain) in projections)
        {
            AddMatrix($"{layer}.{name}", rows, _shape.Width, Gain(gain, _shape.Width));
            if (_shape.AttentionBiases)
            {
                _draft.AddBias($"{layer}.{name}", rows);
            }
        }

        if (_shape.QueryKeyNorms)
        {
            _draft.AddNorm($"{layer}.attn_q_norm", _shape.HeadSize, 1.5f);
            _draft.AddNorm($"{layer}.attn_k_norm", _shape.HeadSize, 1.5f);
        }

        AddMatrix($"{layer}.attn_output", _shape.Width, QueryWidth, Gain(1.5f, QueryWidth));
        if (_shape.PostNorms)
        {
            _draft.AddNorm($"{layer}.post_attention_norm", _shape.Width);
        }
    }

    private void AddFeedForward(string layer)
    {
        _draft.AddNorm($"{layer}.ffn_norm", _shape.Width);
        if (_shape.Experts > 0)
        {
            AddExperts(layer);
        }
        else if (_shape.Fused)
        {
            AddMatrix($"{layer}.ffn_up", 2 * _shape.FeedForward, _shape.Width, Gain(1.5f, _shape.Width));
            AddMatrix($"{layer}.ffn_down", _shape.Width, _shape.FeedForward, Gain(2, _shape.FeedForward));
        }
        else
        {
            AddGated(layer, string.Empty, _shape.FeedForward);
        }

        if (_shape.PostNorms)
        {
            _draft.AddNorm($"{layer}.post_ffw_norm", _shape.Width);
        }
    }

    private void AddExperts(string layer)
    {
        // The router stays F32 in every file, as converters leave it.
        _draft.AddMatrix(
            $"{layer}.ffn_gate_inp", TensorType.F32, _shape.Experts, _shape.Width, Gain(2, _shape.Width));
        AddGated(layer, "_exps", _shape.ExpertFeedForward ?? _shape.FeedForward, _shape.Experts);
        if (_shape.SharedExpertFeedForward > 0)
        {
            _draft.AddNorm($"{layer}.ffn_gate_inp_shexp", _shape.Width, 0.3f);
            AddGated(layer, "_shexp", _shape.SharedExpertFeedForward);
        }
    }

    private void AddGated(string layer, string suffix, int width, int experts = 0)
    {
        AddMatrix($"{layer}.ffn_gate{suffix}", width, _shape.Width, Gain(1.5f, _shape.Width), experts);
        AddMatrix($"{layer}.ffn_up{suffix}", width, _shape.Width, Gain(1.5f, _shape.Width), experts);
        AddMatrix($"{layer}.ffn_down{suffix}", _shape.Width, width, Gain(2, width), experts);
    }

    private void AddMatrix(string tensor, int rows, int columns, float spread, int experts = 0)
    {
        var isFiner = Finer.Contains(tensor.Split('.')[^1]);
        var type = isFiner ? _shape.FinerMatrices ?? _shape.Matrices : _shape.Matrices;
        _draft.AddMatrix(tensor, type, rows, columns, spread, experts);
    }
}
