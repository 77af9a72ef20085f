namespace Ganban.Bedrock.FoundationModels;

/// <summary>A model's prices in US dollars. What no source establishes is null or empty.</summary>
public sealed record ModelPrices
{
    /// <summary>Short names of the sources, explained in the catalog's README.</summary>
    public string? Source { get; init; }

    /// <summary>What on-demand use costs in the US regions.</summary>
    public OnDemandPrice? OnDemand { get; init; }

    /// <summary>Prices of single regions where they are known.</summary>
    public IReadOnlyList<RegionalPrice> Regional { get; init; } = [];

    /// <summary>Provisioned throughput, per model unit.</summary>
    public HourlyPrice? Provisioned { get; init; }

    /// <summary>Training and keeping a customised copy.</summary>
    public CustomizationPrice? Customization { get; init; }

    /// <summary>Using a customised copy, where that differs.</summary>
    public CustomModelPrice? CustomModel { get; init; }

    /// <summary>The price of on-demand use in <paramref name="region"/>: the region's own where known.</summary>
    public OnDemandPrice? OnDemandIn(string region)
    {
        var regional = Regional.FirstOrDefault(price => price.Region == region);
        return regional?.InputPer1KTokens is { } input
            ? (OnDemand ?? new()) with { InputPer1KTokens = input, OutputPer1KTokens = regional.OutputPer1KTokens }
            : OnDemand;
    }
}
