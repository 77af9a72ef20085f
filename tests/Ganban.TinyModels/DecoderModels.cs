namespace Ganban.TinyModels;

/// <summary>The decoders of the catalogue: one or more for each architecture, all in F32.</summary>
internal static class DecoderModels
{
    private const int Window = 8;

    /// <summary>Divisors as Llama 3.1 has them: none, a slope, then the whole factor.</summary>
    private static readonly float[] LlamaRopeFactors = [1, 1, 1, 1.5f, 2.5f, 4, 8, 8];

    private static readonly DecoderShape Llama = new() { Architecture = "llama" };

    public static IEnumerable<TinyModel> All =>
        Shapes.Select(pair => new TinyModel(pair.Name, () => DecoderDraft.Draw(pair.Name, pair.Shape)));

    private static IEnumerable<(string Name, DecoderShape Shape)> Shapes =>
    [
        ("llama", Llama),
        ("llama-tied", Llama with { TiedOutput = true }),
        ("llama-heads", Llama with { HeadSize = 32, KvHeads = 1 }),
        ("llama-rope-linear", Llama with { Metadata = [.. Scaling("linear", 4)] }),
        ("llama-rope-factors", Llama with { RopeBase = 500_000, Vectors = [("rope_freqs.weight", LlamaRopeFactors)] }),
        ("llama-rope-yarn", Llama with { Metadata = [.. Scaling("yarn", 4), Original(64)] }),
        ("mixtral", Llama with { Experts = 4 }),
        ("mistral3", Mistral3),
        ("qwen2", Qwen2("qwen2")),
        ("qwen2moe", Qwen2("qwen2moe") with { Experts = 6, ExpertFeedForward = 32, SharedExpertFeedForward = 64 }),
        ("qwen3", Qwen3("qwen3")),
        ("qwen3moe", Qwen3("qwen3moe") with { Experts = 8, ExpertsUsed = 3, ExpertFeedForward = 32 }),
        ("gemma", Gemma("gemma")),
        ("gemma2", Gemma2),
        ("gemma3", Gemma3),
        (VisionModels.Reader, VisionModels.ReaderOf(Gemma3)),
        ("phi3", Phi3 with { Metadata = [("attention.sliding_window", (uint)Window)] }),
        ("phi3-longrope", LongRope(Phi3, 1.0607f)),
        ("phi4-mini", LongRope(Phi3 with { TiedOutput = true, RopeDimensions = 12 }, 1.0607f)),
        ("granite", Granite("granite")),
        ("granitemoe", Granite("granitemoe") with { Experts = 4 }),
        ("smollm3", new() { Architecture = "smollm3", Layers = 5, TiedOutput = true }),
    ];

    private static DecoderShape Mistral3 => new()
    {
        Architecture = "mistral3",
        HeadSize = 32,
        Metadata =
        [
            .. Scaling("yarn", 4),
            Original(16),
            ("rope.scaling.yarn_beta_fast", 1f),
            ("rope.scaling.yarn_beta_slow", 0.25f),
            ("rope.scaling.yarn_log_multiplier", 1f),
            ("attention.temperature_scale", 0.3f),
        ],
    };

    // The published ones cap attention at 50 and logits at 30; here the caps bend more of the range.
    private static DecoderShape Gemma2 => Gemma("gemma2") with
    {
        Layers = 4,
        PostNorms = true,
        Metadata =
        [
            ("attn_logit_softcapping", 3f),
            ("final_logit_softcapping", 10f),
            ("attention.sliding_window", (uint)Window),
        ],
    };

    // Seven layers, so that the pattern of five windows and one full layer starts anew.
    private static DecoderShape Gemma3 => Gemma("gemma3") with
    {
        Layers = 7,
        RopeBase = 1_000_000,
        QueryKeyNorms = true,
        PostNorms = true,
        Metadata = [("attention.sliding_window", (uint)Window), .. Scaling("linear", 8)],
    };

    private static DecoderShape Phi3 => new() { Architecture = "phi3", Fused = true };

    // The embedding is multiplied by the root of the width, so it is drawn smaller.
    private static DecoderShape Gemma(string architecture) => new()
    {
        Architecture = architecture,
        HeadSize = 32,
        EmbeddingSpread = 0.05f,
        OutputNorm = 7,
        TiedOutput = true,
    };

    private static DecoderShape Qwen2(string architecture) => new()
    {
        Architecture = architecture,
        RopeBase = 1_000_000,
        AttentionBiases = true,
    };

    private static DecoderShape Qwen3(string architecture) => new()
    {
        Architecture = architecture,
        HeadSize = 32,
        RopeBase = 1_000_000,
        QueryKeyNorms = true,
    };

    private static DecoderShape Granite(string architecture) => new()
    {
        Architecture = architecture,
        EmbeddingSpread = 0.08f,
        OutputNorm = 6,
        TiedOutput = true,
        Metadata =
        [
            ("attention.scale", 0.3f),
            ("embedding_scale", 4f),
            ("residual_scale", 0.7f),
            ("logit_scale", 1.5f),
        ],
    };

    // Short factors up to the original context, long ones in a context beyond it.
    private static DecoderShape LongRope(DecoderShape shape, float attentionFactor)
    {
        var pairs = Enumerable.Range(0, (shape.RopeDimensions ?? shape.HeadSize) / 2).ToArray();
        return shape with
        {
            Metadata = [Original(256), ("rope.scaling.attn_factor", attentionFactor)],
            Vectors =
            [
                ("rope_factors_short.weight", [.. pairs.Select(pair => 1 + (pair / 16f))]),
                ("rope_factors_long.weight", [.. pairs.Select(pair => 1 + (pair * 1.5f))]),
            ],
        };
    }

    private static IEnumerable<(string Key, object Value)> Scaling(string type, float factor) =>
        [("rope.scaling.type", type), ("rope.scaling.factor", factor)];

    private static (string Key, object Value) Original(int context) =>
        ("rope.scaling.original_context_length", (uint)context);
}
