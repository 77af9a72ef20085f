namespace Ganban.Inference.Images;

/// <summary>What images are asked for. What is null is left to the engine.</summary>
public sealed record ImageRequest
{
    /// <summary>What is to be seen.</summary>
    public required string Prompt { get; init; }

    /// <summary>What is not to be seen; empty for nothing.</summary>
    public string NegativePrompt { get; init; } = "";

    /// <summary>Pixels in a row.</summary>
    public int? Width { get; init; }

    /// <summary>Rows.</summary>
    public int? Height { get; init; }

    /// <summary>How many images, at least 1.</summary>
    public int Count { get; init; } = 1;

    /// <summary>The beginning of chance: the same gives the same image.</summary>
    public long? Seed { get; init; }

    /// <summary>How closely the prompt is followed (classifier-free guidance).</summary>
    public double? Guidance { get; init; }

    /// <summary>Steps of the diffusion.</summary>
    public int? Steps { get; init; }

    /// <summary>The sampler, in the words of AUTOMATIC1111, such as <c>Euler a</c>.</summary>
    public string? Sampler { get; init; }

    /// <summary>Whether more effort is wanted than usual; null where the request does not tell.</summary>
    public bool? IsHighQuality { get; init; }

    /// <summary>The kind of the files: <c>png</c>, <c>jpeg</c> or <c>webp</c>.</summary>
    public string Format { get; init; } = "png";

    /// <summary>The image that is changed; null where nothing is there yet.</summary>
    public ImageSource? Source { get; init; }
}
