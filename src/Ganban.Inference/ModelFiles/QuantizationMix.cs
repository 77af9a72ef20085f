using System.Globalization;
using System.Text.RegularExpressions;

namespace Ganban.Inference.ModelFiles;

/// <summary>
/// Which tensor gets which number format when a model is written. The rules are llama.cpp's, so that a file of a mix's
/// name is what that name means elsewhere.
/// </summary>
public sealed partial record QuantizationMix
{
    private QuantizationMix(string name, TensorType type, uint fileType)
    {
        Name = name;
        Type = type;
        FileType = fileType;
    }

    /// <summary>All mixes.</summary>
    public static IReadOnlyList<QuantizationMix> All { get; } =
    [
        new("F32", TensorType.F32, 0),
        new("F16", TensorType.F16, 1),
        new("BF16", TensorType.BF16, 32),
        new("Q8_0", TensorType.Q8_0, 7),
        new("Q6_K", TensorType.Q6_K, 18),
        new("Q4_K_M", TensorType.Q4_K, 15),
        new("Q4_0", TensorType.Q4_0, 2),
    ];

    /// <summary>Its name, such as `Q4_K_M`.</summary>
    public string Name { get; }

    /// <summary>The format of most matrices.</summary>
    public TensorType Type { get; }

    /// <summary>Its number in general.file_type: llama.cpp's llama_ftype.</summary>
    public uint FileType { get; }

    /// <summary>The mix of a name, in any case of letters.</summary>
    /// <param name="name">The name.</param>
    /// <exception cref="ModelFileException">There is none.</exception>
    public static QuantizationMix Get(string name) =>
        All.FirstOrDefault(mix => mix.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ModelFileException(
                $"There is no mix '{name}'; there are {string.Join(", ", All.Select(mix => mix.Name))}.");

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Whether a tensor stays as it is: vectors, and matrices that are small and decide much.</summary>
    internal static bool Keeps(string name, IReadOnlyList<long> shape) =>
        shape.Count < 2 || !name.EndsWith("weight", StringComparison.Ordinal)
            || name.Contains("_norm.weight", StringComparison.Ordinal)
            || name.Contains("ffn_gate_inp.weight", StringComparison.Ordinal)
            || name is "position_embd.weight" or "token_types.weight";

    /// <summary>The format of a tensor that is not kept.</summary>
    internal TensorType TypeOf(string name, IReadOnlyList<long> shape, MixedModel model) =>
        Fitting(Choose(name, shape[0], model), shape[0]);

    // Rows that are no whole blocks of 256 get a format with blocks of 32.
    private static TensorType Fitting(TensorType type, long columns) =>
        columns % GgmlFormat.Of(type).BlockElements == 0 ? type
        : columns % 32 == 0 ? TensorType.Q8_0
        : TensorType.F16;

    private TensorType Choose(string name, long columns, MixedModel model)
    {
        if (Type is TensorType.F32 or TensorType.F16 or TensorType.BF16 or TensorType.Q8_0)
        {
            return Type;
        }

        var isOutput = name == "output.weight" || (model.TiesEmbeddings && name == "token_embd.weight");
        if (isOutput)
        {
            return columns % GgmlFormat.Of(Type).BlockElements == 0 ? TensorType.Q6_K : TensorType.Q8_0;
        }

        var layer = Layer().Match(name) is { Success: true } match
            ? int.Parse(match.Groups["layer"].Value, CultureInfo.InvariantCulture)
            : 0;
        var isMixed = Type is TensorType.Q4_K;
        return Role(name) switch
        {
            "attn_v" or "attn_k" when model.Experts == 8 => TensorType.Q8_0,
            "attn_v" or "attn_qkv" or "ffn_down" when isMixed && DeservesMore(layer, model.Layers) => TensorType.Q6_K,

            // With 80 layers eight heads share values, so that more bits for these cost little.
            "attn_v" when isMixed && model is { Architecture: "llama", Layers: 80 } => TensorType.Q5_K,
            "attn_output" when isMixed && model.Experts == 8 => TensorType.Q5_K,
            _ => Type,
        };
    }

    // The first and the last eighth of the layers, and every third one between.
    private static bool DeservesMore(int layer, int layers) =>
        layer < layers / 8 || layer >= 7 * layers / 8 || (layer - (layers / 8)) % 3 == 2;

    private static string Role(string name) =>
        Layer().Match(name) is { Success: true } match
            ? match.Groups["role"].Value.Replace("_exps", "", StringComparison.Ordinal)
                .Replace("_shexp", "", StringComparison.Ordinal)
            : name;

    [GeneratedRegex(@"^blk\.(?<layer>[0-9]{1,5})\.(?<role>[a-z_]+)\.weight\z")]
    private static partial Regex Layer();
}
