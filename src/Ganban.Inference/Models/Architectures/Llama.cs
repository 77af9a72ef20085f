using Ganban.Inference.Models.Decoders;

namespace Ganban.Inference.Models.Architectures;

/// <summary>
/// Llama 2 and 3 (Touvron et al. 2023, Grattafiori et al. 2024), Mistral (Jiang et al. 2023), Mixtral (Jiang et al.
/// 2024) and everything else that is stored as one of them. It is the plain decoder that the others differ from.
/// </summary>
internal static class Llama
{
    public static DecoderArchitecture Architecture { get; } =
        new("llama", keys => DecoderConfig.Read(keys, RotaryPairing.Neighbours));
}
