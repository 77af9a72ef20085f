namespace Ganban.Inference.Models.Decoders;

/// <summary>A layer's mixture of experts.</summary>
internal sealed record ExpertWeights
{
    public required Matrix Router { get; init; } // [experts × width]

    public required Matrix[] Gate { get; init; } // of each expert [expertWidth × width]

    public required Matrix[] Up { get; init; } // [expertWidth × width]

    public required Matrix[] Down { get; init; } // [width × expertWidth]

    /// <summary>The shared expert's gate, `[width]`, or null.</summary>
    public required float[]? SharedGate { get; init; }

    public static ExpertWeights? Find(TensorReader reader, DecoderConfig config, string layer) =>
        config.Experts is not { } experts ? null : new ExpertWeights
        {
            Router = reader.Matrix($"{layer}.ffn_gate_inp.weight", experts.Count, config.Width),
            Gate = reader.Experts($"{layer}.ffn_gate_exps.weight", experts.Count, experts.Width, config.Width),
            Up = reader.Experts($"{layer}.ffn_up_exps.weight", experts.Count, experts.Width, config.Width),
            Down = reader.Experts($"{layer}.ffn_down_exps.weight", experts.Count, config.Width, experts.Width),
            SharedGate = experts.SharedGate
                ? reader.Vector($"{layer}.ffn_gate_inp_shexp.weight", config.Width)
                : null,
        };
}
