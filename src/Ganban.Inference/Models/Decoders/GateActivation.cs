namespace Ganban.Inference.Models.Decoders;

/// <summary>The function of a feed-forward's gate.</summary>
internal enum GateActivation
{
    /// <summary>x / (1 + exp(−x)).</summary>
    Silu,

    /// <summary>The Gaussian error linear unit in its tanh form.</summary>
    Gelu,
}
