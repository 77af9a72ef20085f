namespace Ganban.Inference.Models.Vision;

/// <summary>
/// The working memory of one picture. Matrices take some patches at a time, so that the wide ones stay small.
/// </summary>
internal sealed class VisionBuffers
{
    // Enough patches that the weights are read once for many; more only costs memory.
    private const int PartMax = 512;

    public VisionBuffers(VisionConfig config)
    {
        var numbers = config.Patches * config.Width;
        Part = Math.Min(config.Patches, PartMax);
        X = new float[numbers];
        Qkv = [new float[numbers], new float[numbers], new float[numbers]];
        Attended = new float[numbers];
        Patches = new Activations(Part, config.PatchNumbers);
        Input = new Activations(Part, config.Width);
        Inner = new Activations(Part, config.FeedForwardWidth);
        Projected = new float[Part * config.Width];
    }

    /// <summary>How many patches pass together.</summary>
    public int Part { get; }

    public float[] X { get; } // the residual stream [patches × width]

    /// <summary>Queries, keys and values, each `[patches × width]`.</summary>
    public float[][] Qkv { get; }

    public float[] Attended { get; } // [patches × width]

    public Activations Patches { get; } // [part × patchNumbers]

    public Activations Input { get; } // [part × width]

    public Activations Inner { get; } // [part × feedForwardWidth]

    public float[] Projected { get; } // [part × width]
}
