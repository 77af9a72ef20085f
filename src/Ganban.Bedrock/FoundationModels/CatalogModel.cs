using Ganban.Storage;

namespace Ganban.Bedrock.FoundationModels;

/// <summary>
/// A foundation model as the catalog knows it. What no source establishes is null (or an empty list), never a guess.
/// A size variant that has an id of its own (<c>…:200k</c>) is a model too, with <see cref="VariantOf"/> set.
/// </summary>
public sealed record CatalogModel
{
    /// <summary>The model's id, such as <c>anthropic.claude-3-haiku-20240307-v1:0</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The model's branded name, such as <c>Claude 3 Haiku</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The provider's branded name, such as <c>AI21 Labs</c>; one per catalog file.</summary>
    public required string Provider { get; init; }

    /// <summary>The on-demand id this model is a variant of; null for a model in its own right.</summary>
    public string? VariantOf { get; init; }

    /// <summary>What goes in, in Bedrock's words (<c>TEXT</c>, <c>IMAGE</c> …); null: not known.</summary>
    public IReadOnlyList<string>? InputModalities { get; init; }

    /// <summary>What comes out, in Bedrock's words (<c>TEXT</c>, <c>IMAGE</c>, <c>EMBEDDING</c> …).</summary>
    public IReadOnlyList<string> OutputModalities { get; init; } = [];

    /// <summary>Whether replies can be streamed; null where the listings leave it out.</summary>
    public bool? Streaming { get; init; }

    /// <summary>
    /// <c>ON_DEMAND</c>, <c>PROVISIONED</c>, <c>INFERENCE_PROFILE</c>. Null: not known. Empty: none, the model is
    /// only a base for customisation.
    /// </summary>
    public IReadOnlyList<string>? InferenceTypes { get; init; }

    /// <summary><c>FINE_TUNING</c>, <c>CONTINUED_PRE_TRAINING</c>, <c>DISTILLATION</c>.</summary>
    public IReadOnlyList<string> Customizations { get; init; } = [];

    /// <summary>The format of InvokeModel's bodies, such as <c>anthropic-messages</c>.</summary>
    public required string NativeFormat { get; init; }

    /// <summary>Whether it ranks texts by what they have to do with a query, and does nothing else.</summary>
    public bool IsReranker => NativeFormat.EndsWith("-rerank", StringComparison.Ordinal);

    /// <summary>Where the model stands in its life, as last seen; null where it was never seen in a listing.</summary>
    public ModelLifecycle? Lifecycle { get; init; }

    /// <summary>The context window in tokens.</summary>
    public int? ContextTokens { get; init; }

    /// <summary>The most tokens one reply may have.</summary>
    public int? OutputTokensMax { get; init; }

    /// <summary>The length of an embedding where the request does not choose one.</summary>
    public int? EmbeddingDimensions { get; init; }

    /// <summary>The fewest tokens a cached prompt prefix must have.</summary>
    public int? PromptCacheTokensMin { get; init; }

    /// <summary>Values of <see cref="ModelCapability"/>; what is not listed is absent or not known.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Languages, in the provider's words.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>What the provider recommends the model for, in a few words each.</summary>
    public IReadOnlyList<string> UseCases { get; init; } = [];

    /// <summary>Regions the sources name. A lower bound, except for <see cref="ModelRegions.ProfileOnly"/>.</summary>
    public ModelRegions Regions { get; init; } = new();

    /// <summary>Prices in US dollars.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>The size variants with ids of their own; empty in a variant.</summary>
    public IReadOnlyList<ModelVariant> Variants { get; init; } = [];

    /// <summary>Short names of the sources, explained in the catalog's README.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>The name of the file that answers for an imported model; null for a model of the catalog.</summary>
    public string? ImportedFile { get; init; }

    /// <summary>
    /// Whether the bare id may be invoked in <paramref name="region"/>; without known inference types it may.
    /// </summary>
    public bool SupportsOnDemand(string region) =>
        InferenceTypes?.Contains(InferenceType.OnDemand) != false && !Regions.ProfileOnly.Contains(region);

    /// <summary>Whether the sources say that throughput can be provisioned for it.</summary>
    public bool SupportsProvisioned => InferenceTypes?.Contains(InferenceType.Provisioned) == true;

    /// <summary>The variant as a model: an id of its own, the rest from this one.</summary>
    internal CatalogModel Expand(ModelVariant variant) => this with
    {
        Id = variant.Id,
        VariantOf = Id,
        InferenceTypes = variant.InferenceTypes,
        Customizations = variant.Customizations,
        Lifecycle = variant.Lifecycle,
        Variants = [],
    };

    /// <summary>The model's ARN where a tenant uses it: an imported model's names its account.</summary>
    internal string Arn(Tenant tenant) => ImportedFile is null
        ? Arn(tenant.Region)
        : FoundationModels.Arn.Bedrock(tenant.Region, tenant.Account, Id).ToString();

    /// <summary>The ARN in <paramref name="region"/> of a model of the catalog, which belongs to no account.</summary>
    public string Arn(string region) =>
        FoundationModels.Arn.Bedrock(region, account: "", $"foundation-model/{Id}").ToString();
}
