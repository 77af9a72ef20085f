using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>Draws an encoder of the BERT family: normalisation after each part, attention to both sides.</summary>
internal sealed class EncoderDraft
{
    private const int FeedForward = EncoderShape.FeedForward;

    private readonly EncoderShape _shape;
    private readonly ModelDraft _draft;

    private EncoderDraft(string name, EncoderShape shape)
    {
        _shape = shape;
        _draft = new ModelDraft(name, shape.Architecture);
    }

    private int Width => _shape.Width;

    public static GgufWriter Draw(string name, EncoderShape shape)
    {
        var encoder = new EncoderDraft(name, shape);
        encoder.AddMetadata();
        encoder.AddEmbeddings(EncoderVocabulary.AddTo(encoder._draft.Writer, shape.Unigram));
        for (var layer = 0; layer < EncoderShape.Layers; layer++)
        {
            encoder.AddLayer($"blk.{layer}");
        }

        if (shape.Pooling == EncoderShape.RankPooling)
        {
            encoder.AddHead();
        }

        return encoder._draft.Writer;
    }

    private void AddMetadata()
    {
        _draft.Set("context_length", (uint)EncoderShape.ContextLength);
        _draft.Set("embedding_length", (uint)Width);
        _draft.Set("block_count", (uint)EncoderShape.Layers);
        _draft.Set("feed_forward_length", (uint)FeedForward);
        _draft.Set("attention.head_count", (uint)EncoderShape.Heads);
        _draft.Set("attention.layer_norm_epsilon", 1e-5f);
        _draft.Set("attention.causal", false);
        _draft.Set("pooling_type", _shape.Pooling);
        if (_shape.Rotary)
        {
            _draft.Set("rope.freq_base", 1000f);
        }

        _draft.Writer.AddMetadata("tokenizer.ggml.token_type_count", (uint)_shape.TokenTypes);
    }

    private void AddEmbeddings(int vocabulary)
    {
        _draft.AddMatrix("token_embd", TensorType.F32, vocabulary, Width, 1);
        _draft.AddMatrix("token_types", TensorType.F32, _shape.TokenTypes, Width, 0.5f);
        if (!_shape.Rotary)
        {
            _draft.AddMatrix("position_embd", TensorType.F32, EncoderShape.ContextLength, Width, 1);
        }

        AddLayerNorm("token_embd_norm");
    }

    private void AddLayer(string layer)
    {
        if (_shape.Gated)
        {
            AddMatrix($"{layer}.attn_qkv", 3 * Width, Width, 1.5f);
            AddMatrix($"{layer}.ffn_gate", FeedForward, Width, 1.5f);
        }
        else
        {
            AddMatrix($"{layer}.attn_q", Width, Width, 1.5f);
            AddMatrix($"{layer}.attn_k", Width, Width, 1.5f);
            AddMatrix($"{layer}.attn_v", Width, Width, 1);
        }

        AddMatrix($"{layer}.attn_output", Width, Width, 1.5f);
        AddLayerNorm($"{layer}.attn_output_norm");
        AddMatrix($"{layer}.ffn_up", FeedForward, Width, 1.5f);
        AddMatrix($"{layer}.ffn_down", Width, FeedForward, 1.5f);
        AddLayerNorm($"{layer}.layer_output_norm");
    }

    private void AddHead()
    {
        if (_shape.DenseHead)
        {
            AddMatrix("cls", Width, Width, 1);
        }

        AddMatrix("cls.output", 1, Width, 2);
    }

    private void AddMatrix(string tensor, int rows, int columns, float gain)
    {
        _draft.AddMatrix(tensor, TensorType.F32, rows, columns, gain / MathF.Sqrt(columns));
        if (!_shape.Gated)
        {
            _draft.AddBias(tensor, rows);
        }
    }

    private void AddLayerNorm(string tensor)
    {
        _draft.AddNorm(tensor, Width);
        _draft.AddBias(tensor, Width, 0.2f);
    }
}
