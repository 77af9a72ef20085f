using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>A family of decoders: how its metadata become the description that the forward pass follows.</summary>
/// <param name="Name">The file's word for it, general.architecture.</param>
/// <param name="Read">Reads the description, or refuses what the family can't have.</param>
internal sealed record DecoderArchitecture(string Name, Func<ModelKeys, DecoderConfig> Read)
{
    /// <summary>All that are supported.</summary>
    public static IReadOnlyList<DecoderArchitecture> All { get; } =
    [
        Llama.Architecture,
        Mistral3.Architecture,
        Qwen2.Architecture,
        Qwen2Moe.Architecture,
        Qwen3.Architecture,
        Qwen3Moe.Architecture,
        Gemma.Architecture,
        Gemma2.Architecture,
        Gemma3.Architecture,
        Phi3.Architecture,
        SmolLm3.Architecture,
        Granite.Architecture,
        GraniteMoe.Architecture,
    ];

    /// <summary>The architecture that a file names.</summary>
    public static DecoderArchitecture Of(GgufMetadata metadata)
    {
        var name = metadata.GetString("general.architecture");
        return All.FirstOrDefault(architecture => architecture.Name == name)
            ?? throw new ModelFileException(
                $"The architecture '{name}' (general.architecture) is not supported; supported are "
                + $"{string.Join(", ", All.Select(architecture => architecture.Name))}.");
    }
}
