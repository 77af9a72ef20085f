using Ganban.Inference.ModelFiles;

namespace Ganban.TinyModels;

/// <summary>
/// A llama of width 256 in each tensor format, a mix of two, and mixtures of experts. Vectors are F32, as converters
/// leave them.
/// </summary>
internal static class TypeModels
{
    public static IEnumerable<TinyModel> All =>
        Shapes.Select(pair => new TinyModel(pair.Name, () => DecoderDraft.Draw(pair.Name, pair.Shape)));

    private static DecoderShape Llama => new()
    {
        Architecture = "llama",
        Width = 256,
        HeadSize = 64,
        FeedForward = 256,
    };

    private static DecoderShape Mixture => new() { Architecture = "llama", Experts = 4 };

    private static IEnumerable<(string Name, DecoderShape Shape)> Shapes =>
    [
        .. Enum.GetValues<TensorType>()
            .Select(type => ($"type-{type.ToString().ToLowerInvariant()}", Llama with { Matrices = type })),
        ("type-mix", Llama with { Matrices = TensorType.Q4_K, FinerMatrices = TensorType.Q6_K, TiedOutput = true }),
        ("type-mixture-f16", Mixture with { Matrices = TensorType.F16 }),
        ("type-mixture-q8_0", Mixture with { Matrices = TensorType.Q8_0 }),
        ("type-mixture-mxfp4", Mixture with { Matrices = TensorType.MXFP4, FinerMatrices = TensorType.Q8_0 }),
    ];
}
