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
        ("qwen2", new() { Architecture = "qwen2", AttentionBiases = true, RopeBase = 1_000_000 }),
        ("qwen3", Qwen3("qwen3")),
        ("gemma3", Gemma3),
    ];

    private static DecoderShape Gemma3 => new()
    {
        Architecture = "gemma3",
        Layers = 7,
        HeadSize = 32,
        RopeBase = 1_000_000,
        EmbeddingSpread = 0.05f,
        OutputNorm = 7,
        TiedOutput = true,
        QueryKeyNorms = true,
        PostNorms = true,
        Metadata = [("attention.sliding_window", (uint)Window), .. Scaling("linear", 8)],
    };

    private static DecoderShape Qwen3(string architecture) => new()
    {
        Architecture = architecture,
        HeadSize = 32,
        RopeBase = 1_000_000,
        QueryKeyNorms = true,
    };

    private static IEnumerable<(string Key, object Value)> Scaling(string type, float factor) =>
        [("rope.scaling.type", type), ("rope.scaling.factor", factor)];
}
