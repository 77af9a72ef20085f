using Ganban.Inference.ModelFiles;
using Ganban.Inference.Models.Architectures;

namespace Ganban.Inference.Models.Vision;

/// <summary>The sizes of a vision tower with Gemma 3's projector, checked for consistency.</summary>
internal sealed record VisionConfig
{
    private const string Projector = "gemma3";
    private const int ImageSideMax = 1 << 13;
    private const int LayersMax = 1024;
    private const int WidthMax = 1 << 16;
    private const int DefaultMerge = 4;

    // What a picture takes while it passes: a few of these at a time.
    private const int NumbersMax = 1 << 25;

    /// <summary>Pixels of a side of the square that pictures are scaled to.</summary>
    public required int ImageSide { get; init; }

    /// <summary>Pixels of a side of a patch.</summary>
    public required int PatchSide { get; init; }

    /// <summary>Patches of a side that become one token.</summary>
    public required int Merge { get; init; }

    public required int Width { get; init; }

    public required int FeedForwardWidth { get; init; }

    public required int Layers { get; init; }

    public required int Heads { get; init; }

    public required float NormEpsilon { get; init; }

    /// <summary>Numbers of a token that the language model reads.</summary>
    public required int ProjectedWidth { get; init; }

    /// <summary>What is taken from red, green and blue, which run from 0 to 1.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>What they are divided by then.</summary>
    public required IReadOnlyList<float> Deviation { get; init; }

    public int HeadSize => Width / Heads;

    /// <summary>Patches of a side of the picture.</summary>
    public int PatchesASide => ImageSide / PatchSide;

    public int Patches => PatchesASide * PatchesASide;

    /// <summary>Numbers of a patch: all reds, all greens, all blues.</summary>
    public int PatchNumbers => 3 * PatchSide * PatchSide;

    /// <summary>Tokens of a picture.</summary>
    public int Tokens => Patches / (Merge * Merge);

    /// <exception cref="ModelFileException">The file is no such tower, or contradicts itself.</exception>
    public static VisionConfig FromMetadata(GgufMetadata metadata)
    {
        CheckKind(metadata);
        var keys = new ModelKeys(metadata, "clip.vision", vocabulary: 0, contextMax: null);
        var width = keys.Integer("embedding_length", 1, WidthMax);
        var heads = keys.Integer("attention.head_count", 1, width);
        if (width % heads != 0)
        {
            throw keys.Refuse("attention.head_count", $"is {heads}; a width of {width} can't be cut in {heads} heads");
        }

        var image = keys.Integer("image_size", 1, ImageSideMax);
        var patch = keys.Integer("patch_size", 1, image);
        var merge = keys.FindInteger("projector.scale_factor", 1, image) ?? DefaultMerge;
        if (image % (patch * (long)merge) != 0)
        {
            throw keys.Refuse(
                "image_size", $"is {image}, which {merge} patches of {patch} pixels side by side do not divide");
        }

        var feedForward = keys.Integer("feed_forward_length", 1, WidthMax);
        var patches = (image / patch) * (long)(image / patch);
        if (patches * width > NumbersMax || Math.Max(patch * (long)patch * 3, feedForward) > NumbersMax / 512)
        {
            throw keys.Refuse(
                "image_size", $"is {image}: {patches} patches of {width} numbers need more memory than a picture may have");
        }

        return new VisionConfig
        {
            ImageSide = image,
            PatchSide = patch,
            Merge = merge,
            Width = width,
            FeedForwardWidth = feedForward,
            Layers = keys.Integer("block_count", 1, LayersMax),
            Heads = heads,
            NormEpsilon = keys.Number("attention.layer_norm_epsilon"),
            ProjectedWidth = keys.Integer("projection_dim", 1, WidthMax),
            Mean = Colours(metadata, "image_mean", float.IsFinite, "finite"),
            Deviation = Colours(metadata, "image_std", number => float.IsFinite(number) && number > 0, "above 0"),
        };
    }

    private static void CheckKind(GgufMetadata metadata)
    {
        var architecture = metadata.GetString("general.architecture");
        if (architecture != "clip")
        {
            throw new ModelFileException(
                $"The architecture '{architecture}' (general.architecture) is no vision tower; 'clip' is needed.");
        }

        var projector = metadata.FindString("clip.projector_type") ?? metadata.GetString("clip.vision.projector_type");
        if (projector != Projector)
        {
            throw new ModelFileException(
                $"The projector '{projector}' (clip.projector_type) is not supported; supported is '{Projector}'.");
        }

        if (metadata.FindBoolean("clip.use_gelu") is not true)
        {
            throw new ModelFileException("'clip.use_gelu' must be true; no other activation is supported.");
        }
    }

    private static float[] Colours(GgufMetadata metadata, string key, Func<float, bool> isSound, string wanted)
    {
        var numbers = metadata.GetNumbers($"clip.vision.{key}");
        return numbers.Count == 3 && numbers.All(isSound)
            ? [.. numbers]
            : throw new ModelFileException($"'clip.vision.{key}' must be three numbers that are {wanted}.");
    }
}
