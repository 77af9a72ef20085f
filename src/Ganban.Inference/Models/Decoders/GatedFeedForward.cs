namespace Ganban.Inference.Models.Decoders;

/// <summary>Wdown · (act(Wgate·x) ⊙ Wup·x), with biases where the file has them.</summary>
internal sealed record GatedFeedForward
{
    public required Matrix Gate { get; init; } // [feedForwardWidth × width]

    public required Matrix Up { get; init; } // [feedForwardWidth × width]

    public required Matrix Down { get; init; } // [width × feedForwardWidth]

    public required float[]? GateBias { get; init; } // [feedForwardWidth]

    public required float[]? UpBias { get; init; } // [feedForwardWidth]

    public required float[]? DownBias { get; init; } // [width]

    /// <summary>The plain feed-forward of a layer, or its shared expert; null where it has none.</summary>
    public static GatedFeedForward? Find(TensorReader reader, DecoderConfig config, string layer) =>
        config.Experts switch
        {
            null => Load(reader, config, layer, "", config.FeedForwardWidth),
            { SharedWidth: > 0 and var width } => Load(reader, config, layer, "_shexp", width),
            _ => null,
        };

    private static GatedFeedForward Load(
        TensorReader reader, DecoderConfig config, string layer, string suffix, int width)
    {
        var up = $"{layer}.ffn_up{suffix}.weight";
        return new GatedFeedForward
        {
            Gate = config.FusedGateUp
                ? reader.RowRange(up, 2 * width, config.Width, 0, width)
                : reader.Matrix($"{layer}.ffn_gate{suffix}.weight", width, config.Width),
            Up = config.FusedGateUp
                ? reader.RowRange(up, 2 * width, config.Width, width, width)
                : reader.Matrix(up, width, config.Width),
            Down = reader.Matrix($"{layer}.ffn_down{suffix}.weight", config.Width, width),
            GateBias = reader.FindVector($"{layer}.ffn_gate{suffix}.bias", width),
            UpBias = reader.FindVector($"{layer}.ffn_up{suffix}.bias", width),
            DownBias = reader.FindVector($"{layer}.ffn_down{suffix}.bias", config.Width),
        };
    }
}
