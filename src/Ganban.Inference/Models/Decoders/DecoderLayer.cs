namespace Ganban.Inference.Models.Decoders;

/// <summary>The weights of one layer. What may be null is added or applied where the file has it.</summary>
internal sealed record DecoderLayer
{
    public required float[] AttentionNorm { get; init; } // [width]

    public required Matrix Wq { get; init; } // [heads · headSize × width]

    public required Matrix Wk { get; init; } // [kvHeads · headSize × width]

    public required Matrix Wv { get; init; } // [kvHeads · headSize × width]

    public required float[]? QueryBias { get; init; } // [heads · headSize]

    public required float[]? KeyBias { get; init; } // [kvHeads · headSize]

    public required float[]? ValueBias { get; init; } // [kvHeads · headSize]

    public required float[]? QueryNorm { get; init; } // [headSize]

    public required float[]? KeyNorm { get; init; } // [headSize]

    public required Matrix Wo { get; init; } // [width × heads · headSize]

    public required float[]? OutputBias { get; init; } // [width]

    public required float[]? AttentionPostNorm { get; init; } // [width]

    public required float[] FeedForwardNorm { get; init; } // [width]

    /// <summary>The feed-forward, or of a mixture the shared expert.</summary>
    public required GatedFeedForward? FeedForward { get; init; }

    public required ExpertWeights? Experts { get; init; }

    public required float[]? FeedForwardPostNorm { get; init; } // [width]

    public static DecoderLayer Load(TensorReader reader, DecoderConfig config, int index)
    {
        var name = $"blk.{index}";
        var (wq, wk, wv) = LoadAttention(reader, config, name);
        var (queryBias, keyBias, valueBias) = LoadBiases(reader, config, name);
        return new DecoderLayer
        {
            AttentionNorm = reader.Vector($"{name}.attn_norm.weight", config.Width),
            Wq = wq,
            Wk = wk,
            Wv = wv,
            QueryBias = queryBias,
            KeyBias = keyBias,
            ValueBias = valueBias,
            QueryNorm = Norm(config.QueryKeyNorms, "attn_q_norm", config.HeadSize),
            KeyNorm = Norm(config.QueryKeyNorms, "attn_k_norm", config.HeadSize),
            Wo = reader.Matrix($"{name}.attn_output.weight", config.Width, config.QueryWidth),
            OutputBias = reader.FindVector($"{name}.attn_output.bias", config.Width),
            AttentionPostNorm = Norm(config.PostNorms, "post_attention_norm", config.Width),
            FeedForwardNorm = reader.Vector($"{name}.ffn_norm.weight", config.Width),
            FeedForward = GatedFeedForward.Find(reader, config, name),
            Experts = ExpertWeights.Find(reader, config, name),
            FeedForwardPostNorm = Norm(config.PostNorms, "post_ffw_norm", config.Width),
        };

        float[]? Norm(bool wanted, string norm, int length) =>
            wanted ? reader.Vector($"{name}.{norm}.weight", length) : null;
    }

    private static (Matrix Wq, Matrix Wk, Matrix Wv) LoadAttention(
        TensorReader reader, DecoderConfig config, string name)
    {
        var (query, kv) = (config.QueryWidth, config.KvWidth);
        var fused = $"{name}.attn_qkv.weight";
        return reader.Has(fused)
            ? (Rows(0, query), Rows(query, kv), Rows(query + kv, kv))
            : (Whole("attn_q", query), Whole("attn_k", kv), Whole("attn_v", kv));

        Matrix Rows(int start, int rows) => reader.RowRange(fused, query + (2 * kv), config.Width, start, rows);

        Matrix Whole(string matrix, int rows) => reader.Matrix($"{name}.{matrix}.weight", rows, config.Width);
    }

    private static (float[]? Query, float[]? Key, float[]? Value) LoadBiases(
        TensorReader reader, DecoderConfig config, string name)
    {
        var (query, kv) = (config.QueryWidth, config.KvWidth);
        return reader.FindVector($"{name}.attn_qkv.bias", query + (2 * kv)) is { } fused
            ? (fused[..query], fused[query..(query + kv)], fused[(query + kv)..])
            : (Find("attn_q", query), Find("attn_k", kv), Find("attn_v", kv));

        float[]? Find(string matrix, int rows) => reader.FindVector($"{name}.{matrix}.bias", rows);
    }
}
