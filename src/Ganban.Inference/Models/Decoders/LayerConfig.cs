namespace Ganban.Inference.Models.Decoders;

/// <summary>What sets a layer apart from the others.</summary>
/// <param name="Rotation">How queries and keys are turned by position; null leaves them.</param>
/// <param name="Window">How many tokens a token sees, itself included; null for all before it. In an
/// embedded span those behind it come on top.</param>
internal sealed record LayerConfig(RotaryConfig? Rotation, int? Window = null);
