namespace Ganban.Inference.Models.Encoders;

/// <summary>The weight and the bias of a layer norm, each `[width]`.</summary>
internal sealed record EncoderNorm(float[] Weight, float[] Bias);
