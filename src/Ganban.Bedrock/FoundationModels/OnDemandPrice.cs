namespace Ganban.Bedrock.FoundationModels;

/// <summary>What on-demand use costs, in US dollars per unit named. Null: no such unit, or not known.</summary>
public sealed record OnDemandPrice
{
    /// <summary>A thousand input tokens.</summary>
    public decimal? InputPer1KTokens { get; init; }

    /// <summary>A thousand output tokens.</summary>
    public decimal? OutputPer1KTokens { get; init; }

    /// <summary>A thousand input tokens read from the prompt cache.</summary>
    public decimal? CacheReadPer1KTokens { get; init; }

    /// <summary>A thousand tokens written to the prompt cache for five minutes.</summary>
    public decimal? CacheWritePer1KTokens { get; init; }

    /// <summary>A thousand tokens written to the prompt cache for one hour.</summary>
    public decimal? CacheWrite1hPer1KTokens { get; init; }

    /// <summary>One image in the request.</summary>
    public decimal? PerInputImage { get; init; }

    /// <summary>One image made, by resolution and quality.</summary>
    public IReadOnlyList<ImagePrice> PerOutputImage { get; init; } = [];

    /// <summary>One second of audio.</summary>
    public decimal? PerAudioSecond { get; init; }

    /// <summary>One second of video.</summary>
    public decimal? PerVideoSecond { get; init; }

    /// <summary>One reranking query.</summary>
    public decimal? PerQuery { get; init; }
}
