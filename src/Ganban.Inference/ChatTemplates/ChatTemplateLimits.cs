namespace Ganban.Inference.ChatTemplates;

/// <summary>What a template may cost. Templates come with model files, so they are input like any other.</summary>
public sealed record ChatTemplateLimits
{
    /// <summary>The limits used unless others are given; real templates stay below a twentieth of each.</summary>
    public static ChatTemplateLimits Default { get; } = new();

    /// <summary>Characters of template source.</summary>
    public int SourceLengthMax { get; init; } = 256 * 1024;

    /// <summary>Depth of nested blocks, macro calls and values; each parenthesis counts for four.</summary>
    public int DepthMax { get; init; } = 200;

    /// <summary>Evaluated nodes plus, for text and list operations, one per 64 characters or items copied.</summary>
    public int StepsMax { get; init; } = 5_000_000;

    /// <summary>Characters of rendered prompt, and of any one text on the way to it.</summary>
    public int OutputLengthMax { get; init; } = 8 * 1024 * 1024;
}
